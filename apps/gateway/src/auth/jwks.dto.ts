import { ApiProperty } from '@nestjs/swagger';

/** The public half of a signing key. */
export class JwkBody {
  @ApiProperty({ description: 'Key type.', enum: ['EC'], example: 'EC' })
  kty: string;

  @ApiProperty({ description: 'Curve.', enum: ['P-256'], example: 'P-256' })
  crv: string;

  @ApiProperty({ description: 'X coordinate, base64url.', example: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' })
  x: string;

  @ApiProperty({ description: 'Y coordinate, base64url.', example: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' })
  y: string;

  @ApiProperty({
    description: 'The id that tokens name in their header: the RFC 7638 thumbprint.',
    example: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
  })
  kid: string;

  @ApiProperty({ description: 'What the key is for.', enum: ['sig'], example: 'sig' })
  use: string;

  @ApiProperty({ description: 'Algorithm.', enum: ['ES256'], example: 'ES256' })
  alg: string;
}

export class JwksBody {
  @ApiProperty({ description: 'The keys.', type: [JwkBody] })
  keys: JwkBody[];
}
