import { Requires } from '@foyer/auth/nest';
import type { RoomId } from '@foyer/core';
import { ApiErrors } from '@foyer/http-errors';
import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { JsonBody } from '../platform/http/body.js';
import { CallMessageBody } from './call.dto.js';
import { ApiParticipantPath, ApiRoomName, IdentityParam, RoomNameParam } from './call-params.js';
import { MEDIA_ERRORS } from './media-errors.js';
import {
  DestinationBody,
  MuteTrackBody,
  ParticipantAnswerBody,
  ParticipantListBody,
  SubscriptionsBody,
  TrackAnswerBody,
  UpdateParticipantBody,
} from './participant.dto.js';
import { toParticipantBody, toTrackBody } from './participant.mapper.js';
import { ParticipantsService } from './participants.service.js';

@ApiTags('Media')
@Controller('rooms/:roomName/participants')
export class ParticipantsController {
  constructor(private readonly participants: ParticipantsService) {}

  @Get()
  @Requires('media')
  @ApiOperation({
    operationId: 'listParticipants',
    summary: 'List who is in a call',
    description: 'Everybody in the call, with the tracks that they send. A room without an open call has nobody in it.',
  })
  @ApiRoomName()
  @ApiOkResponse({ description: 'The participants.', type: ParticipantListBody })
  @ApiErrors(...MEDIA_ERRORS)
  async list(@RoomNameParam() roomName: RoomId): Promise<ParticipantListBody> {
    return { participants: (await this.participants.list(roomName)).map(toParticipantBody) };
  }

  @Get(':participantIdentity')
  @Requires('media')
  @ApiOperation({
    operationId: 'getParticipant',
    summary: 'Get somebody in a call',
    description: 'One participant, with the tracks that it sends and its rights.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The participant.', type: ParticipantAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async get(@RoomNameParam() roomName: RoomId, @IdentityParam() identity: string): Promise<ParticipantAnswerBody> {
    return { participant: toParticipantBody(await this.participants.get(roomName, identity)) };
  }

  @Patch(':participantIdentity')
  @Requires('media')
  @ApiOperation({
    operationId: 'updateParticipant',
    summary: 'Change what others see of a participant, or its rights',
    description:
      'Changes what is sent, of which at least one is needed, and leaves the rest. Rights change only where `permission` is sent. All of it ends with this visit to the call.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The participant as it is now.', type: ParticipantAnswerBody })
  @ApiErrors(...MEDIA_ERRORS)
  async update(
    @RoomNameParam() roomName: RoomId,
    @IdentityParam() identity: string,
    @JsonBody(UpdateParticipantBody) body: UpdateParticipantBody,
  ): Promise<ParticipantAnswerBody> {
    return { participant: toParticipantBody(await this.participants.update(roomName, identity, body)) };
  }

  @Delete(':participantIdentity')
  @Requires('media')
  @ApiOperation({
    operationId: 'removeParticipant',
    summary: 'Put somebody out of a call',
    description:
      'Disconnects the participant. Whoever holds a token that is still good may come back: take the access to the room first.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The participant is out.', type: CallMessageBody })
  @ApiErrors(...MEDIA_ERRORS)
  async remove(@RoomNameParam() roomName: RoomId, @IdentityParam() identity: string): Promise<CallMessageBody> {
    await this.participants.remove(roomName, identity);
    return { message: 'Participant removed' };
  }

  @Post(':participantIdentity/mute')
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'muteTrack',
    summary: 'Mute a track',
    description: 'Mutes, or unmutes, one of the tracks that the participant sends, for everybody.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The track as it is now.', type: TrackAnswerBody })
  @ApiErrors('TRACK_NOT_FOUND', 'MEDIA_PRECONDITION_FAILED', ...MEDIA_ERRORS)
  async mute(
    @RoomNameParam() roomName: RoomId,
    @IdentityParam() identity: string,
    @JsonBody(MuteTrackBody) body: MuteTrackBody,
  ): Promise<TrackAnswerBody> {
    return { track: toTrackBody(await this.participants.mute(roomName, identity, body)) };
  }

  @Post(':participantIdentity/subscribe')
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'subscribeToTracks',
    summary: 'Let a participant receive tracks',
    description: 'Begins to send these tracks, of whoever in the call, to the participant.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The participant receives them.', type: CallMessageBody })
  @ApiErrors('TRACK_NOT_FOUND', ...MEDIA_ERRORS)
  async subscribe(
    @RoomNameParam() roomName: RoomId,
    @IdentityParam() identity: string,
    @JsonBody(SubscriptionsBody) { trackIds }: SubscriptionsBody,
  ): Promise<CallMessageBody> {
    await this.participants.subscribe(roomName, identity, trackIds, true);
    return { message: 'Participant subscribed to tracks' };
  }

  @Post(':participantIdentity/unsubscribe')
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'unsubscribeFromTracks',
    summary: 'Let a participant receive tracks no more',
    description:
      'Ends to send these tracks, of whoever in the call, to the participant. The others still receive them.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The participant receives them no more.', type: CallMessageBody })
  @ApiErrors('TRACK_NOT_FOUND', ...MEDIA_ERRORS)
  async unsubscribe(
    @RoomNameParam() roomName: RoomId,
    @IdentityParam() identity: string,
    @JsonBody(SubscriptionsBody) { trackIds }: SubscriptionsBody,
  ): Promise<CallMessageBody> {
    await this.participants.subscribe(roomName, identity, trackIds, false);
    return { message: 'Participant unsubscribed from tracks' };
  }

  @Post(':participantIdentity/move')
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'moveParticipant',
    summary: 'Move a participant to another call',
    description:
      'The participant leaves this call and is in the other one. Only LiveKit Cloud can do that; a livekit-server of your own answers 501.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The participant is in the other call.', type: CallMessageBody })
  @ApiErrors('MEDIA_NOT_IMPLEMENTED', ...MEDIA_ERRORS)
  async move(
    @RoomNameParam() roomName: RoomId,
    @IdentityParam() identity: string,
    @JsonBody(DestinationBody) { destinationRoomName }: DestinationBody,
  ): Promise<CallMessageBody> {
    await this.participants.move(roomName, identity, destinationRoomName);
    return { message: 'Participant moved' };
  }

  @Post(':participantIdentity/forward')
  @HttpCode(200)
  @Requires('media')
  @ApiOperation({
    operationId: 'forwardParticipant',
    summary: 'Show a participant in another call, too',
    description:
      'The participant stays in this call, and its tracks are sent to the other one as well. Only LiveKit Cloud can do that; a livekit-server of your own answers 501.',
  })
  @ApiParticipantPath()
  @ApiOkResponse({ description: 'The participant is seen in the other call.', type: CallMessageBody })
  @ApiErrors('MEDIA_NOT_IMPLEMENTED', ...MEDIA_ERRORS)
  async forward(
    @RoomNameParam() roomName: RoomId,
    @IdentityParam() identity: string,
    @JsonBody(DestinationBody) { destinationRoomName }: DestinationBody,
  ): Promise<CallMessageBody> {
    await this.participants.forward(roomName, identity, destinationRoomName);
    return { message: 'Participant forwarded' };
  }
}
