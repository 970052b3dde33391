import { LiveKit, MediaServices } from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import { Database } from '@foyer/database';
import type { ReadyBody } from './health.dto.js';

@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly livekit: LiveKit,
    private readonly services: MediaServices,
  ) {}

  async readiness(): Promise<ReadyBody> {
    const [database, livekit, egress, ingress, sip] = await Promise.all([
      this.database.state(),
      this.livekit.state(),
      this.services.state('egress'),
      this.services.state('ingress'),
      this.services.state('sip'),
    ]);
    const status = database.status !== 'ready' ? 'unavailable' : livekit.status === 'ready' ? 'ready' : 'degraded';
    return { status, dependencies: { database, livekit, egress, ingress, sip } };
  }
}
