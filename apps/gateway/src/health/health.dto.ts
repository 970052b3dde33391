import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class LiveBody {
  @ApiProperty({ description: 'Always `ok`: the process answers.', enum: ['ok'], example: 'ok' })
  status: 'ok';
}

export class DependencyBody {
  @ApiProperty({
    description: 'How it is.',
    enum: ['ready', 'starting', 'unavailable', 'not-configured', 'unknown'],
    enumName: 'DependencyStatus',
    example: 'ready',
  })
  status: string;

  @ApiPropertyOptional({ description: 'Why it is not ready.', example: 'LiveKit cannot be reached.' })
  reason?: string;
}

export class DependenciesBody {
  @ApiProperty({ description: 'Postgres; nothing works without it.', type: DependencyBody })
  database: DependencyBody;

  @ApiProperty({
    description: 'LiveKit; without it there are no calls, and everything else works.',
    type: DependencyBody,
  })
  livekit: DependencyBody;

  @ApiProperty({ description: "LiveKit's egress: without it nothing is recorded or streamed.", type: DependencyBody })
  egress: DependencyBody;

  @ApiProperty({ description: "LiveKit's ingress: without it no streams come in.", type: DependencyBody })
  ingress: DependencyBody;

  @ApiProperty({ description: "LiveKit's SIP: without it there are no phone calls.", type: DependencyBody })
  sip: DependencyBody;
}

export class ReadyBody {
  @ApiProperty({
    description:
      '`ready`: the document and calls work. `degraded`: works, but without calls. `unavailable`: send no requests.',
    enum: ['ready', 'degraded', 'unavailable'],
    enumName: 'Readiness',
    example: 'ready',
  })
  status: 'ready' | 'degraded' | 'unavailable';

  @ApiProperty({ description: 'Each thing that the gateway needs.', type: DependenciesBody })
  dependencies: DependenciesBody;
}
