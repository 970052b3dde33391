import { Requires } from '@foyer/auth/nest';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Metrics } from '../platform/metrics.js';

@ApiTags('Operations')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Requires('anyone')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({
    operationId: 'getMetrics',
    summary: 'Get Prometheus metrics',
    description: 'Requests by route, connections to Postgres, and the process. Keep this path inside your network.',
  })
  @ApiOkResponse({
    description: 'The Prometheus text format.',
    content: {
      'text/plain': { schema: { type: 'string' }, example: '# HELP foyer_media_ready 1 while LiveKit answers.\n' },
    },
  })
  get(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
