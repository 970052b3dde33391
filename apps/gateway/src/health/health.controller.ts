import { Requires } from '@foyer/auth/nest';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { HealthService } from './health.service.js';
import { LiveBody, ReadyBody } from './health.dto.js';

@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('live')
  @Requires('anyone')
  @ApiOperation({
    operationId: 'getLiveness',
    summary: 'Say that the process answers',
    description: 'For a probe that restarts the process when it fails. Asks nothing else.',
  })
  @ApiOkResponse({ description: 'It answers.', type: LiveBody })
  live(): LiveBody {
    return { status: 'ok' };
  }

  @Get('ready')
  @Requires('anyone')
  @ApiOperation({
    operationId: 'getReadiness',
    summary: 'Say whether requests should be sent here',
    description: 'For a probe that takes the node out of the balancer. Names each dependency.',
  })
  @ApiOkResponse({ description: 'Ready, or degraded: without calls, but everything else works.', type: ReadyBody })
  @ApiResponse({
    status: 503,
    description: 'Not ready: the database is away, or the process is shutting down.',
    type: ReadyBody,
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyBody> {
    const ready = await this.health.readiness();
    void reply.status(ready.status === 'unavailable' ? 503 : 200);
    return ready;
  }
}
