import { LiveKit } from '@foyer/livekit';
import { Injectable } from '@nestjs/common';
import { Database } from '@foyer/database';
import type { ReadyBody } from './health.dto.js';

@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly livekit: LiveKit,
  ) {}

  async readiness(): Promise<ReadyBody> {
    const [database, livekit] = await Promise.all([this.database.state(), this.livekit.state()]);
    const status = database.status !== 'ready' ? 'unavailable' : livekit.status === 'ready' ? 'ready' : 'degraded';
    return { status, dependencies: { database, livekit } };
  }
}
