import { Requires } from '@foyer/auth/nest';
import { ApiErrors } from '@foyer/http-errors';
import type { EgressInfo } from '@foyer/livekit';
import { Controller, HttpCode, Post, applyDecorators } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { JsonBody } from '../../platform/http/body.js';
import { MEDIA_ERRORS } from '../media-errors.js';
import { EgressAnswerBody } from './egress.dto.js';
import { toEgressBody } from './egress.mapper.js';
import { EgressesService } from './egresses.service.js';
import {
  ParticipantEgressBody,
  RoomCompositeEgressBody,
  StreamEgressBody,
  TrackCompositeEgressBody,
  TrackEgressBody,
  WebEgressBody,
} from './start-egress.dto.js';

const NEEDS = 'Needs an egress service that is free, and answers 503 where there is none.';

/** A route that begins an egress. */
const Starts = (
  path: string,
  operationId: string,
  summary: string,
  description: string,
  ...errors: ('ROOM_NOT_FOUND' | 'PARTICIPANT_NOT_FOUND' | 'TRACK_NOT_FOUND')[]
): MethodDecorator =>
  applyDecorators(
    Post(path),
    HttpCode(201),
    Requires('media'),
    ApiOperation({ operationId, summary, description: `${description} ${NEEDS}` }),
    ApiCreatedResponse({ description: 'The egress, which begins.', type: EgressAnswerBody }),
    ApiErrors(...errors, ...MEDIA_ERRORS, 'MEDIA_PRECONDITION_FAILED', 'TOO_MANY_REQUESTS'),
  );

@ApiTags('Egress')
@Controller('egresses')
export class StartEgressController {
  constructor(private readonly egresses: EgressesService) {}

  @Starts(
    'room-composite',
    'startRoomCompositeEgress',
    'Record a call',
    'Records everybody in one picture, as a browser shows them, into a file, segments, images or streams.',
    'ROOM_NOT_FOUND',
  )
  async room(@JsonBody(RoomCompositeEgressBody) body: RoomCompositeEgressBody): Promise<EgressAnswerBody> {
    return answer(this.egresses.recordRoom(body));
  }

  @Starts(
    'stream',
    'startStreamEgress',
    'Stream a call',
    'Streams everybody in one picture to a server of RTMP or SRT.',
    'ROOM_NOT_FOUND',
  )
  async stream(@JsonBody(StreamEgressBody) body: StreamEgressBody): Promise<EgressAnswerBody> {
    return answer(this.egresses.streamRoom(body));
  }

  @Starts(
    'participant',
    'startParticipantEgress',
    'Record a participant',
    'Records the camera and microphone, or the screen, of one participant, whenever they send.',
    'ROOM_NOT_FOUND',
    'PARTICIPANT_NOT_FOUND',
  )
  async participant(@JsonBody(ParticipantEgressBody) body: ParticipantEgressBody): Promise<EgressAnswerBody> {
    return answer(this.egresses.recordParticipant(body));
  }

  @Starts(
    'track-composite',
    'startTrackCompositeEgress',
    'Record a picture with its sound',
    'Records one track of video and one of audio together.',
    'ROOM_NOT_FOUND',
    'TRACK_NOT_FOUND',
  )
  async tracks(@JsonBody(TrackCompositeEgressBody) body: TrackCompositeEgressBody): Promise<EgressAnswerBody> {
    return answer(this.egresses.recordTracks(body));
  }

  @Starts(
    'track',
    'startTrackEgress',
    'Record one track',
    'Writes one track as it comes, without encoding it anew. A muted track is waited for.',
    'ROOM_NOT_FOUND',
    'TRACK_NOT_FOUND',
  )
  async track(@JsonBody(TrackEgressBody) body: TrackEgressBody): Promise<EgressAnswerBody> {
    return answer(this.egresses.recordTrack(body));
  }

  @Starts(
    'web',
    'startWebEgress',
    'Record a page of the web',
    'Records any page that the egress service can open. It reaches whatever its network lets it: pass on no address that a user may choose freely.',
  )
  async page(@JsonBody(WebEgressBody) body: WebEgressBody): Promise<EgressAnswerBody> {
    return answer(this.egresses.recordPage(body));
  }
}

const answer = async (started: Promise<EgressInfo>): Promise<EgressAnswerBody> => ({
  egress: toEgressBody(await started),
});
