/* Generated from openapi/openapi.json by libs/client/generate.mjs. Do not edit. */
export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the keys that verify user tokens
         * @description A JSON Web Key Set (RFC 7517), for services of yours that receive user tokens.
         */
        get: operations["getJwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what has happened
         * @description Events in the order in which they happened, each once: `media.session.started` and `.ended`, `participant.joined` and `.left`, `track.published` and `.unpublished`. They outlive their room.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List keys
         * @description All keys, without their text.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create a key
         * @description Makes a key and shows it this one time.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description The key stops working: at once on this node, within seconds on all. It stays in the list.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate a key
         * @description Makes a successor with the same rights. Both work until the overlap is over, so nothing needs to stop.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List recordings of all rooms
         * @description Newest first; also those of rooms that were deleted, and of pages of the web.
         */
        get: operations["listRecordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/recordings/{recordingId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a recording with its files
         * @description Files that lie in a folder which Foyer sees come with links, which need no key and expire.
         */
        get: operations["getRecording"];
        put?: never;
        post?: never;
        /**
         * Delete a recording
         * @description Deletes it, and its files where they lie in a folder which Foyer sees. What is in a bucket stays there.
         */
        delete: operations["deleteRecording"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/storage-profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List where recordings can go
         * @description The storage profiles of the configuration and those that were made here, without credentials.
         */
        get: operations["listStorageProfiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/storage-profiles/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set where recordings can go
         * @description Makes a profile, or replaces the one of this name as a whole. Credentials are never shown again. Folders are profiles of the configuration only.
         */
        put: operations["putStorageProfile"];
        post?: never;
        /**
         * Delete a storage profile
         * @description Recordings that go on write to it until they end. What is there stays there.
         */
        delete: operations["deleteStorageProfile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List egresses
         * @description What LiveKit knows of egresses, of some time back. `GET /v2/rooms/{roomId}/recordings` keeps them for ever.
         */
        get: operations["listEgresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses/{egressId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Stop an egress
         * @description Ends it in good order; its files are whole when its status is complete.
         */
        delete: operations["stopEgress"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses/{egressId}/layout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the layout of a recorded call
         * @description Changes how the page shows the participants from now on. Only a room composite has a layout.
         */
        post: operations["updateEgressLayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses/{egressId}/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change where it is streamed to
         * @description Adds and removes addresses of an egress that streams.
         */
        post: operations["updateEgressStreams"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses/participant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record a participant
         * @description Records the camera and microphone, or the screen, of one participant, whenever they send. Needs an egress service that is free, and answers 503 where there is none.
         */
        post: operations["startParticipantEgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses/room-composite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record a call
         * @description Records everybody in one picture, as a browser shows them, into a file, segments, images or streams. Needs an egress service that is free, and answers 503 where there is none.
         */
        post: operations["startRoomCompositeEgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stream a call
         * @description Streams everybody in one picture to a server of RTMP or SRT. Needs an egress service that is free, and answers 503 where there is none.
         */
        post: operations["startStreamEgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses/track": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record one track
         * @description Writes one track as it comes, without encoding it anew. A muted track is waited for. Needs an egress service that is free, and answers 503 where there is none.
         */
        post: operations["startTrackEgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses/track-composite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record a picture with its sound
         * @description Records one track of video and one of audio together. Needs an egress service that is free, and answers 503 where there is none.
         */
        post: operations["startTrackCompositeEgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/egresses/web": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record a page of the web
         * @description Records any page that the egress service can open. It reaches whatever its network lets it: pass on no address that a user may choose freely. Needs an egress service that is free, and answers 503 where there is none.
         */
        post: operations["startWebEgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say that the process answers
         * @description For a probe that restarts the process when it fails. Asks nothing else.
         */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say whether requests should be sent here
         * @description For a probe that takes the node out of the balancer. Names each dependency.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List ingresses
         * @description All ingresses, with what became of the stream that came last. A stream that LiveKit still has on its books though its participant is not in the call is shown as ended. Stream keys are shown where `showStreamKey` asks for them.
         */
        get: operations["listIngresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingresses/{ingressId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an ingress
         * @description Takes its participant out of the call, where there is one, and no more streams.
         */
        delete: operations["deleteIngress"];
        options?: never;
        head?: never;
        /**
         * Change an ingress
         * @description Changes what is sent and nothing else; its address and stream key stay. A stream that is running ends: its encoder connects again, under the new settings. The call of a new room is opened. An ingress from a URL cannot be changed (409).
         */
        patch: operations["updateIngress"];
        trace?: never;
    };
    "/ingresses/rtmp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an RTMP ingress
         * @description Makes an address to which an encoder such as OBS streams by RTMP: `{url}/{streamKey}` of the answer. The stream comes into the call as a participant. Registers the room and opens its call, as `POST /token` does.
         */
        post: operations["createRtmpIngress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingresses/url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an ingress from a URL
         * @description LiveKit's ingress service fetches the media, at once, and sends it into the call as a participant until it ends. Give it a stream or a longer file: what is read to its end before the participant is in the call is not seen. It reaches whatever its network lets it: pass on no address that a user may choose freely. Registers the room and opens its call, as `POST /token` does.
         */
        post: operations["createUrlIngress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ingresses/whip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a WHIP ingress
         * @description Makes an address to which an encoder or a browser streams by WHIP: `url` of the answer, with its `streamKey` as the bearer token. The stream comes into the call as a participant. Registers the room and opens its call, as `POST /token` does.
         */
        post: operations["createWhipIngress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livekit/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hear from LiveKit
         * @description Where LiveKit's webhooks go. A webhook is a hint: Foyer looks at LiveKit itself, so lost, doubled and late ones do no harm.
         */
        post: operations["receiveLivekitWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Prometheus metrics
         * @description Requests by route, connections to Postgres, and the process. Keep this path inside your network.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List open calls
         * @description The calls that are open now, or just the one with this name.
         */
        get: operations["listCalls"];
        put?: never;
        /**
         * Open a call
         * @description Opens the call of a room. A room that is not there yet is registered, open to everybody unless `defaultAccesses` says otherwise; a call that is open already stays as it is, whatever else is sent.
         */
        post: operations["openCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an open call
         * @description The call as LiveKit shows it. A room without an open call is not found here.
         */
        get: operations["getCall"];
        put?: never;
        post?: never;
        /**
         * End a call
         * @description Ends the call for everybody in it. Its room stays registered, with its document and all else that it holds; `DELETE /v2/rooms/{roomId}` removes both.
         */
        delete: operations["closeCall"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/agent-dispatches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List which agents were called into a call
         * @description The dispatches that name an agent, oldest first, with the jobs that came of them. LiveKit's own dispatch for agents without a name is left out. They end with the call.
         */
        get: operations["listAgentDispatches"];
        put?: never;
        /**
         * Call an agent into a call
         * @description Asks LiveKit to send an agent of this name into the call, which must be open. The agent is a program of your own that is registered at the same LiveKit; where none is, the dispatch stays without a job.
         */
        post: operations["createAgentDispatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/agent-dispatches/{dispatchId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a dispatch of an agent
         * @description One dispatch, with the jobs that came of it.
         */
        get: operations["getAgentDispatch"];
        put?: never;
        post?: never;
        /**
         * Delete a dispatch of an agent
         * @description Sends no more agents because of it, and ends the jobs that came of it.
         */
        delete: operations["deleteAgentDispatch"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the metadata of a call
         * @description Replaces what everybody in the call sees as its metadata. Not the metadata of the room.
         */
        post: operations["updateCallMetadata"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who is in a call
         * @description Everybody in the call, with the tracks that they send. A room without an open call has nobody in it.
         */
        get: operations["listParticipants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/participants/{participantIdentity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get somebody in a call
         * @description One participant, with the tracks that it sends and its rights.
         */
        get: operations["getParticipant"];
        put?: never;
        post?: never;
        /**
         * Put somebody out of a call
         * @description Disconnects the participant. Whoever holds a token that is still good may come back: take the access to the room first.
         */
        delete: operations["removeParticipant"];
        options?: never;
        head?: never;
        /**
         * Change what others see of a participant, or its rights
         * @description Changes what is sent, of which at least one is needed, and leaves the rest. Rights change only where `permission` is sent. All of it ends with this visit to the call.
         */
        patch: operations["updateParticipant"];
        trace?: never;
    };
    "/rooms/{roomName}/participants/{participantIdentity}/forward": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show a participant in another call, too
         * @description The participant stays in this call, and its tracks are sent to the other one as well. Only LiveKit Cloud can do that; a livekit-server of your own answers 501.
         */
        post: operations["forwardParticipant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/participants/{participantIdentity}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a participant to another call
         * @description The participant leaves this call and is in the other one. Only LiveKit Cloud can do that; a livekit-server of your own answers 501.
         */
        post: operations["moveParticipant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/participants/{participantIdentity}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mute a track
         * @description Mutes, or unmutes, one of the tracks that the participant sends, for everybody.
         */
        post: operations["muteTrack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/participants/{participantIdentity}/subscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a participant receive tracks
         * @description Begins to send these tracks, of whoever in the call, to the participant.
         */
        post: operations["subscribeToTracks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/participants/{participantIdentity}/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a participant receive tracks no more
         * @description Ends to send these tracks, of whoever in the call, to the participant. The others still receive them.
         */
        post: operations["unsubscribeFromTracks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rooms/{roomName}/send-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send data to a call
         * @description Sends a data message to everybody in the call, or to some. It comes from the server, not from a participant. Who joins later does not receive it. At most 260000 bytes, with topic and destinations; browsers carry 16 KB best.
         */
        post: operations["sendCallData"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sip/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call somebody by phone into a call
         * @description Dials a number over SIP, and adds whoever is called to the call of the room as a participant of the kind `SIP`. The call is opened, and a room that is not there yet registered, open to everybody. The accesses of the room do not hold for those by phone: who may be called is for your backend to say.
         */
        post: operations["createSipCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sip/calls/{roomName}/{participantIdentity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Hang up
         * @description Ends a phone call, whoever began it, and puts its participant out of the call of the room. Others than those by phone are not found here.
         */
        delete: operations["endSipCall"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sip/calls/{roomName}/{participantIdentity}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand a phone call on
         * @description Asks the other side of a phone call to call somebody else instead (REFER). Once that is done, the participant leaves the call of the room. Waits for it as long as `ringingTimeout` says.
         */
        post: operations["transferSipCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sip/dispatch-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List dispatch rules
         * @description All dispatch rules, or those for one inbound trunk.
         */
        get: operations["listSipDispatchRules"];
        put?: never;
        /**
         * Create a dispatch rule
         * @description Says into which call a phone call comes: into the one of a room, into one of its own, or into one that is named by the number that was called. That call is opened when the phone call comes, and its room registered, open to everybody, where it is not there. No two rules may be for the same trunks, numbers and PIN.
         */
        post: operations["createSipDispatchRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sip/dispatch-rules/{ruleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a dispatch rule
         * @description One dispatch rule, without its PIN.
         */
        get: operations["getSipDispatchRule"];
        put?: never;
        post?: never;
        /**
         * Delete a dispatch rule
         * @description Lets no more calls in by it. Calls that are there already go on.
         */
        delete: operations["deleteSipDispatchRule"];
        options?: never;
        head?: never;
        /**
         * Change a dispatch rule
         * @description Changes what is sent and leaves the rest: the PIN, too, stays until another one is sent. Calls that are there already go on.
         */
        patch: operations["updateSipDispatchRule"];
        trace?: never;
    };
    "/sip/inbound-trunks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List inbound trunks
         * @description All inbound trunks, or those that take calls to a number.
         */
        get: operations["listSipInboundTrunks"];
        put?: never;
        /**
         * Create an inbound trunk
         * @description Lets phone calls to these numbers, or from these addresses, come in over SIP. A dispatch rule says into which call they come. No two trunks may take calls to the same number from the same callers.
         */
        post: operations["createSipInboundTrunk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sip/inbound-trunks/{trunkId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an inbound trunk
         * @description One inbound trunk, without its password.
         */
        get: operations["getSipInboundTrunk"];
        put?: never;
        post?: never;
        /**
         * Delete an inbound trunk
         * @description Lets no more calls in by it. Dispatch rules that name it stay; calls that are there already go on.
         */
        delete: operations["deleteSipInboundTrunk"];
        options?: never;
        head?: never;
        /**
         * Change an inbound trunk
         * @description Changes what is sent and leaves the rest. Calls that are there already go on.
         */
        patch: operations["updateSipInboundTrunk"];
        trace?: never;
    };
    "/sip/outbound-trunks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List outbound trunks
         * @description All outbound trunks, or those that call from a number.
         */
        get: operations["listSipOutboundTrunks"];
        put?: never;
        /**
         * Create an outbound trunk
         * @description Says over which SIP server phone calls go out, and from which numbers. `POST /sip/calls` makes them.
         */
        post: operations["createSipOutboundTrunk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sip/outbound-trunks/{trunkId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an outbound trunk
         * @description One outbound trunk, without its password.
         */
        get: operations["getSipOutboundTrunk"];
        put?: never;
        post?: never;
        /**
         * Delete an outbound trunk
         * @description Lets no more calls out by it. Calls that are there already go on.
         */
        delete: operations["deleteSipOutboundTrunk"];
        options?: never;
        head?: never;
        /**
         * Change an outbound trunk
         * @description Changes what is sent and leaves the rest. Calls that are there already go on.
         */
        patch: operations["updateSipOutboundTrunk"];
        trace?: never;
    };
    "/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a token for a call
         * @description A LiveKit token for one participant, with what the accesses and the `media` settings of the room give that user. A room that is not there yet is registered, open to everybody.
         */
        post: operations["createCallToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/authorize-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an access token
         * @description A token that carries its permissions: they count until it expires, whatever the accesses of the rooms say.
         */
        post: operations["authorizeUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/c/rooms/{roomId}/storage/files/{fileId}/multipart/{uploadId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to upload a file in parts (browser)
         * @description Parts may come in any order, several at a time. An upload that is not completed within a day is removed.
         */
        post: operations["createStorageFileUploadAsUser"];
        /**
         * Give up an upload in parts (browser)
         * @description What has arrived is removed. A completed upload stays.
         */
        delete: operations["abortStorageFileUploadAsUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/c/rooms/{roomId}/storage/files/{fileId}/multipart/{uploadId}/{partNumber}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Upload a part of a file (browser)
         * @description At most 8 MiB. Keep the etag: completing needs it.
         */
        put: operations["uploadStorageFilePartAsUser"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/c/rooms/{roomId}/storage/files/{fileId}/multipart/{uploadId}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a file of its parts (browser)
         * @description In the order of their numbers. Completing the same upload again answers the same.
         */
        post: operations["completeStorageFileUploadAsUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/c/rooms/{roomId}/storage/files/{fileId}/upload/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Upload a file (browser)
         * @description Once it is here, a LiveFile with its id can be put into the storage. The same file again: the same answer.
         */
        put: operations["uploadStorageFileAsUser"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/c/rooms/{roomId}/storage/files/presigned-urls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get links to files (browser)
         * @description What the official client asks for: links that work for an hour.
         */
        post: operations["getStorageFileUrlsAsUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/files/{room}/{fileId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file
         * @description What the link to a file leads to. Needs no key: the link is signed, and expires.
         */
        get: operations["downloadFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/identify-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an ID token
         * @description A token that says only who the user is: the accesses of each room decide what that user may do there.
         */
        post: operations["identifyUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say who the bearer of a token is
         * @description For browsers, with a token of a user: who that is, and with `roomId` what the user may do in that room at this moment.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/recordings/{recordingId}/files/{expires}/{signature}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file of a recording
         * @description What the link to a file of a recording leads to. Needs no key: the link is signed, and expires. The same link opens what is beside the file, so that a playlist finds its segments.
         */
        get: operations["downloadRecording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rooms
         * @description Rooms, newest first, a page at a time. Filters of different kinds must all hold. A page costs the same wherever it begins.
         */
        get: operations["listRooms"];
        put?: never;
        /**
         * Create a room
         * @description Makes a room for both halves: its document and its call.
         */
        post: operations["createRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a room
         * @description The room with this id.
         */
        get: operations["getRoom"];
        put?: never;
        /**
         * Update a room
         * @description Changes what is sent and leaves the rest. `null` removes an entry. Updates of different entries at the same time all survive.
         */
        post: operations["updateRoom"];
        /**
         * Delete a room
         * @description Removes the room for good, and ends its call. A room made again under the id is empty.
         */
        delete: operations["deleteRoom"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/active_users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who is in a room (older name)
         * @deprecated
         * @description The same as `active-users`.
         */
        get: operations["getActiveUsersByOldName"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/active-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who is in a room
         * @description One entry for each connection, in the order in which they came.
         */
        get: operations["getActiveUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a token for one room
         * @description A token for one room, with what its accesses give this user. Without `userId` the user is anonymous.
         */
        post: operations["authorizeRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/broadcast_event": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event to everybody in a room (older name)
         * @deprecated
         * @description The same as `broadcast-event`.
         */
        post: operations["broadcastEventByOldName"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/broadcast-event": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event to everybody in a room
         * @description Whoever is in the room receives it, from nobody (connection -1). It is not kept.
         */
        post: operations["broadcastEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join a room
         * @description One call for both halves: a token for the document and a token for the call, under one access rule. When LiveKit is away the document can still be joined, and `media` is `null`.
         */
        post: operations["joinRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the settings of a room's calls
         * @description The `media` field of the room. Roles refine what the accesses of the room give, in its calls.
         */
        get: operations["getMediaSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the settings of a room's calls
         * @description Changes what is sent and leaves the rest; `null` removes. Roles count at once, also for who is in the call; the other settings from the next call on.
         */
        patch: operations["updateMediaSettings"];
        trace?: never;
    };
    "/v2/rooms/{roomId}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show a user in a room
         * @description People in the room see one more user, with this presence, until its time is over. Repeating it renews it.
         */
        post: operations["setPresence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/prewarm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prepare a room
         * @description Says that users will enter soon. Never makes a room.
         */
        get: operations["prewarmRoom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/public/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a token for one public room with a public key
         * @description For browsers, without a backend: the public key stands in the body. Only for rooms that everybody may write to.
         */
        post: operations["authorizeRoomPublicly"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the recordings of a room
         * @description Everything that was recorded or streamed of the calls of a room, newest first, from being asked for to its end.
         */
        get: operations["listRoomRecordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/request-storage-mutation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get ready to change the storage by ops
         * @description What `mutateStorage` of the official Node SDK asks first: a connection number of its own, then all nodes, a line of JSON each.
         */
        post: operations["requestStorageMutation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/send-message": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the storage by ops
         * @description What `mutateStorage` of the official Node SDK sends: ops as a socket would send them.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the calls of a room
         * @description The open one and the past ones, newest first, each with who was in it and when. They go with their room.
         */
        get: operations["listCallSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the storage of a room
         * @description The tree as it is at this moment, with what connected clients have just written.
         */
        get: operations["getStorage"];
        put?: never;
        /**
         * Fill the empty storage of a room
         * @description Connected clients see it at once. A storage that is not empty is left as it is.
         */
        post: operations["initializeStorage"];
        /**
         * Empty the storage of a room
         * @description Connected clients see it at once. The Yjs documents of the room stay.
         */
        delete: operations["deleteStorage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/storage/files/{fileId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a file
         * @description What it is, and a link to its bytes that works for an hour.
         */
        get: operations["getStorageFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/storage/files/{fileId}/multipart/{uploadId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to upload a file in parts
         * @description Parts may come in any order, several at a time. An upload that is not completed within a day is removed.
         */
        post: operations["createStorageFileUpload"];
        /**
         * Give up an upload in parts
         * @description What has arrived is removed. A completed upload stays.
         */
        delete: operations["abortStorageFileUpload"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/storage/files/{fileId}/multipart/{uploadId}/{partNumber}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Upload a part of a file
         * @description At most 8 MiB. Keep the etag: completing needs it.
         */
        put: operations["uploadStorageFilePart"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/storage/files/{fileId}/multipart/{uploadId}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a file of its parts
         * @description In the order of their numbers. Completing the same upload again answers the same.
         */
        post: operations["completeStorageFileUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/storage/files/{fileId}/upload/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Upload a file
         * @description Once it is here, a LiveFile with its id can be put into the storage. The same file again: the same answer.
         */
        put: operations["uploadStorageFile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/storage/json-patch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the storage of a room by a JSON Patch
         * @description RFC 6902, all or nothing, live for everybody in the room. Paths walk LiveObjects, LiveMaps and LiveLists, and never into plain values.
         */
        patch: operations["patchStorage"];
        trace?: never;
    };
    "/v2/rooms/{roomId}/update-organization-id": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a room to another organization
         * @description Moves the room if it is in the organization that the caller names; else nothing changes.
         */
        post: operations["moveRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/update-room-id": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rename a room
         * @description Gives the room another id. Everything in it stays; the old id is unknown afterwards, and a call under it ends.
         */
        post: operations["renameRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/upsert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Update or create a room
         * @description Applies `update` to a room that is there. Otherwise makes it from `create` with `update` laid over; one of the two must then say `defaultAccesses`.
         */
        post: operations["upsertRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a room as it is now (older name)
         * @deprecated
         * @description The same as `POST …/versions`.
         */
        post: operations["createVersionByOldName"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/version/{versionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the Yjs document of a version (older name)
         * @deprecated
         * @description The same as `GET …/versions/{versionId}/yjs`.
         */
        get: operations["getVersionYdocByOldName"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of a room
         * @description Newest first, a page at a time. A page costs the same wherever it begins.
         */
        get: operations["listVersions"];
        put?: never;
        /**
         * Keep a room as it is now
         * @description Makes a version of the storage and the Yjs documents of the room, together and at one moment.
         */
        post: operations["createVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/versions/{versionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a version
         * @description Removes the version for good. The room stays as it is.
         */
        delete: operations["deleteVersion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/versions/{versionId}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a room back to a version
         * @description The storage and the Yjs documents become what they were, live for everybody in the room. What they are until then is kept as a new version, so that this can be taken back as well.
         */
        post: operations["restoreVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/versions/{versionId}/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the storage of a version
         * @description The tree as it was then, in the formats of `GET …/storage`.
         */
        get: operations["getVersionStorage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/versions/{versionId}/yjs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the Yjs document of a version
         * @description All of the main document as one update, version 1. One that nobody had used is an empty update.
         */
        get: operations["getVersionYdoc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/ydoc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a Yjs document as JSON
         * @description All shared types by name. What a type is, is told from what it holds: maps as objects, arrays as lists, texts and XML as text.
         */
        get: operations["getYdoc"];
        /**
         * Merge an update into a Yjs document
         * @description Everybody in the room receives it. An update that is there already changes nothing.
         */
        put: operations["sendYdocUpdate"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/rooms/{roomId}/ydoc-binary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a Yjs document as an update
         * @description All of it as one update, version 1. A document that nobody has used is an empty update.
         */
        get: operations["getYdocBinary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ActiveUserBody: {
            /**
             * @description The number of the connection in the room.
             * @example 0
             */
            connectionId: number;
            /**
             * @description Who it is; `null` for an anonymous user.
             * @example alice
             */
            id: string | null;
            /**
             * @description What the token says of the user.
             * @example {
             *       "name": "Alice"
             *     }
             */
            info: {
                [key: string]: unknown;
            } | unknown[] | string | number | boolean | null;
            /**
             * @description Always `user`.
             * @example user
             * @enum {string}
             */
            type: "user";
        };
        ActiveUsersBody: {
            /** @description Everybody who is in the room. */
            data: components["schemas"]["ActiveUserBody"][];
        };
        AgentDispatchAnswerBody: {
            /** @description The dispatch. */
            dispatch: components["schemas"]["AgentDispatchBody"];
        };
        AgentDispatchBody: {
            /**
             * @description The name under which the agent is registered at LiveKit.
             * @example transcriber
             */
            agentName: string;
            /**
             * @description Attributes that are handed to the agent with its job.
             * @example {}
             */
            attributes: {
                [key: string]: string;
            };
            /**
             * @description Which deployment of the agent is meant, on LiveKit Cloud; empty for the one in production.
             * @example
             */
            deployment: string;
            /**
             * @description Id of the dispatch.
             * @example AD_hycBMAjmt6Ub
             */
            id: string;
            /**
             * @description What is handed to the agent with its job.
             * @example {"language":"en"}
             */
            metadata: string;
            /**
             * @description Whether LiveKit Cloud starts a job again that failed.
             * @example JRP_ON_FAILURE
             */
            restartPolicy: components["schemas"]["AgentJobRestartPolicy"];
            /**
             * @description The name of the call, which is the id of its room.
             * @example Test Room
             */
            room: string;
            /** @description What has become of it. */
            state?: components["schemas"]["AgentDispatchStateBody"];
        };
        AgentDispatchListBody: {
            /** @description The dispatches, oldest first. */
            dispatches: components["schemas"]["AgentDispatchBody"][];
        };
        AgentDispatchStateBody: {
            /**
             * @description When it was created, in nanoseconds since 1970, as a string because it has 64 bits; `"0"` before that.
             * @example 1763990825225000000
             */
            createdAt: string;
            /**
             * @description When it was deleted, in nanoseconds since 1970, as a string because it has 64 bits; `"0"` before that.
             * @example 0
             */
            deletedAt: string;
            /** @description The jobs that agents were given; none before one of that name is there. */
            jobs: components["schemas"]["AgentJobBody"][];
        };
        AgentJobBody: {
            /**
             * @description The name under which the agent is registered at LiveKit.
             * @example transcriber
             */
            agentName: string;
            /**
             * @description Attributes that are handed to the agent with its job.
             * @example {}
             */
            attributes: {
                [key: string]: string;
            };
            /**
             * @description Which deployment of the agent is meant, on LiveKit Cloud; empty for the one in production.
             * @example
             */
            deployment: string;
            /**
             * @description Id of the dispatch.
             * @example AD_hycBMAjmt6Ub
             */
            dispatchId: string;
            /**
             * @description Whether LiveKit Cloud records what the agent does.
             * @example false
             */
            enableRecording: boolean;
            /**
             * @description Whether LiveKit Cloud makes personal data in that illegible.
             * @example false
             */
            enableRedaction: boolean;
            /**
             * @description Id of the job.
             * @example AJ_7CJTtThEnMYW
             */
            id: string;
            /**
             * @description What is handed to the agent with its job.
             * @example {"language":"en"}
             */
            metadata: string;
            /**
             * @description Deprecated by LiveKit: the namespace of the worker.
             * @example
             */
            namespace: string;
            /** @description Whom the job is for, where it is not for the whole call. */
            participant?: components["schemas"]["ParticipantBody"];
            /** @description The call as it was when the job was given. */
            room?: components["schemas"]["CallBody"];
            /** @description How far it has come. */
            state?: components["schemas"]["AgentJobStateBody"];
            /**
             * @description Whether it is for the call, for somebody who sends in it, or for somebody in it.
             * @example JT_ROOM
             */
            type: components["schemas"]["AgentJobType"];
        };
        /**
         * @description Whether LiveKit Cloud starts a job again that failed.
         * @enum {string}
         */
        AgentJobRestartPolicy: "JRP_ON_FAILURE" | "JRP_NEVER";
        AgentJobStateBody: {
            /**
             * @description Id of the agent, on LiveKit Cloud.
             * @example
             */
            agentId: string;
            /**
             * @description When it ended, in nanoseconds since 1970, as a string because it has 64 bits; `"0"` before that.
             * @example 0
             */
            endedAt: string;
            /**
             * @description Why it failed, where it did.
             * @example
             */
            error: string;
            /**
             * @description Who the agent is in the call.
             * @example agent-AJ_7CJTtThEnMYW
             */
            participantIdentity: string;
            /**
             * @description When an agent began it, in nanoseconds since 1970, as a string because it has 64 bits; `"0"` before that.
             * @example 1763990825225000000
             */
            startedAt: string;
            /**
             * @description What has become of it.
             * @example JS_RUNNING
             */
            status: components["schemas"]["AgentJobStatus"];
            /**
             * @description When this state last changed, in nanoseconds since 1970, as a string because it has 64 bits; `"0"` before that.
             * @example 1763990825225000000
             */
            updatedAt: string;
            /**
             * @description Id of the worker that runs it.
             * @example AW_AMyzUAVuM4ezGp
             */
            workerId: string;
        };
        /**
         * @description What has become of it.
         * @enum {string}
         */
        AgentJobStatus: "JS_PENDING" | "JS_RUNNING" | "JS_SUCCESS" | "JS_FAILED";
        /**
         * @description Whether it is for the call, for somebody who sends in it, or for somebody in it.
         * @enum {string}
         */
        AgentJobType: "JT_ROOM" | "JT_PUBLISHER" | "JT_PARTICIPANT";
        ApiKeyBody: {
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-08-22T15:10:25.225Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it stops working.
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: uuid
             * @description The id of the key.
             * @example 7f3c1d7e-0a55-4a0f-9a53-0f6f3f6c2d11
             */
            id: string;
            /**
             * @description What kind of key it is.
             * @example secret
             */
            kind: components["schemas"]["KeyKind"];
            /**
             * Format: date-time
             * @description About when it was last used, to the minute.
             * @example 2026-08-22T15:11:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * @description What the key is for.
             * @example backend of the whiteboard
             */
            name: string;
            /**
             * @description How the key begins.
             * @example sk_4fQk0bVt
             */
            prefix: string;
            /**
             * Format: date-time
             * @description When it was revoked.
             * @example null
             */
            revokedAt: string | null;
            /**
             * @description What the key may be used for.
             * @example [
             *       "storage",
             *       "media"
             *     ]
             */
            scopes: components["schemas"]["Scope"][];
        };
        ApiKeyListBody: {
            /** @description All keys, newest first, with the expired and revoked ones. */
            data: components["schemas"]["ApiKeyBody"][];
        };
        AttendanceBody: {
            /**
             * Format: date-time
             * @description Since when.
             * @example 2026-08-22T15:10:25.225Z
             */
            from: string;
            /**
             * @description Who it was.
             * @example alice
             */
            identity: string;
            /**
             * @description What kind of participant, as LiveKit names it.
             * @example STANDARD
             */
            kind: string;
            /**
             * @description The name that others saw; empty where there was none.
             * @example Alice
             */
            name: string;
            /**
             * @description LiveKit's id of this visit.
             * @example PA_k5XdLPnVnKbW
             */
            sid: string;
            /**
             * Format: date-time
             * @description Until when; `null` who is still there.
             * @example 2026-08-22T15:42:01.010Z
             */
            to: string | null;
        };
        /**
         * @description What the others receive; `DEFAULT_AC` is Opus.
         * @enum {string}
         */
        AudioCodec: "DEFAULT_AC" | "OPUS" | "AAC" | "AC_MP3";
        /**
         * @description What is special about the audio.
         * @enum {string}
         */
        AudioTrackFeature: "TF_STEREO" | "TF_NO_DTX" | "TF_AUTO_GAIN_CONTROL" | "TF_ECHO_CANCELLATION" | "TF_NOISE_SUPPRESSION" | "TF_ENHANCED_NOISE_CANCELLATION" | "TF_PRECONNECT_BUFFER";
        AuthorizeRoomBody: {
            /**
             * @description The groups that the user is in. Also read from `group_ids`.
             * @example [
             *       "product"
             *     ]
             */
            groupIds?: string[];
            /**
             * @description Who the token is for. Absent: an anonymous user, who can enter only rooms that are open by default. Also read from `user_id`.
             * @example alice
             */
            userId?: string;
            /**
             * @description What other users see of this one: any JSON, at most 1024 characters. Also read from `user_info`.
             * @example {
             *       "name": "Alice",
             *       "avatar": "https://example.org/alice.png"
             *     }
             */
            userInfo?: {
                [key: string]: unknown;
            } | unknown[] | string | number | boolean | null;
        };
        AuthorizeUserBody: {
            /**
             * @description The organization that the token is bound to. Also read from `tenantId`.
             * @default default
             * @example acme
             */
            organizationId?: string;
            /**
             * @description What the user may do, by room id or by the beginning of one followed by `*`; at most 10.
             * @example {
             *       "my-room": [
             *         "room:write"
             *       ],
             *       "team-a:*": [
             *         "room:read"
             *       ]
             *     }
             */
            permissions: {
                [key: string]: components["schemas"]["Permission"][];
            };
            /**
             * @description Who the token is for.
             * @example alice
             */
            userId: string;
            /**
             * @description What other users see of this one; at most 1024 characters as JSON.
             * @example {
             *       "name": "Alice",
             *       "avatar": "https://example.org/alice.png"
             *     }
             */
            userInfo?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description What happens where somebody cannot play the first codec.
         * @enum {string}
         */
        BackupCodecPolicy: "PREFER_REGRESSION" | "SIMULCAST" | "REGRESSION";
        CallAnswerBody: {
            /** @description The call. */
            room: components["schemas"]["CallBody"];
        };
        CallBody: {
            /**
             * @description Whether it is being recorded.
             * @example false
             */
            activeRecording: boolean;
            /**
             * @description When it was opened, in seconds since 1970, as a string because it has 64 bits.
             * @example 1763990825
             */
            creationTime: string;
            /**
             * @description The same in milliseconds.
             * @example 1763990825225
             */
            creationTimeMs: string;
            /**
             * @description Seconds that it stays open after the last one left.
             * @example 20
             */
            departureTimeout: number;
            /**
             * @description Seconds that it stays open before anybody joins.
             * @example 300
             */
            emptyTimeout: number;
            /** @description Codecs that may be used. */
            enabledCodecs: components["schemas"]["CodecBody"][];
            /**
             * @description How many participants at most; 0 for no limit.
             * @example 0
             */
            maxParticipants: number;
            /**
             * @description Metadata of the call, which its participants see.
             * @example
             */
            metadata: string;
            /**
             * @description The name, which is the id of the room.
             * @example Test Room
             */
            name: string;
            /**
             * @description How many participants are in it.
             * @example 0
             */
            numParticipants: number;
            /**
             * @description How many of them send something.
             * @example 0
             */
            numPublishers: number;
            /**
             * @description Id of this session of the call.
             * @example RM_hycBMAjmt6Ub
             */
            sid: string;
            /** @description Version of this state. */
            version?: components["schemas"]["TimedVersionBody"];
        };
        CallGrantsBody: {
            /**
             * @description Audio and video. `true` needs a role that publishes.
             * @example true
             */
            canPublish?: boolean;
            /**
             * @description Data messages. `true` needs a role that may send them.
             * @example true
             */
            canPublishData?: boolean;
            /**
             * @description Only these kinds of tracks.
             * @example [
             *       "microphone"
             *     ]
             */
            canPublishSources?: components["schemas"]["TrackSourceName"][];
            /**
             * @description Others' tracks.
             * @example true
             */
            canSubscribe?: boolean;
            /**
             * @description Its own name, metadata and attributes.
             * @default false
             * @example true
             */
            canUpdateOwnMetadata?: boolean;
            /**
             * @description Not seen by the others.
             * @default false
             * @example false
             */
            hidden?: boolean;
            /**
             * @description Muting and removing others. `true` needs the role `moderator`, which has it anyway.
             * @example false
             */
            roomAdmin?: boolean;
        };
        CallListBody: {
            /** @description The open calls. */
            rooms: components["schemas"]["CallBody"][];
        };
        CallMessageBody: {
            /**
             * @description What was done, in words.
             * @example Room deleted
             */
            message: string;
        };
        CallMetadataBody: {
            /**
             * @description The new metadata; `""` clears it.
             * @example {"agenda":"budget"}
             */
            metadata: string;
        };
        /**
         * @description The role in the call.
         * @enum {string}
         */
        CallRole: "moderator" | "publisher" | "viewer";
        CallSessionBody: {
            /** @description Who was in it, in the order of coming. Who came twice is here twice. */
            attendances: components["schemas"]["AttendanceBody"][];
            /**
             * Format: date-time
             * @description When it ended; `null` while it is open.
             * @example 2026-08-22T15:42:21.020Z
             */
            endedAt: string | null;
            /**
             * @description LiveKit's id of the call.
             * @example RM_hycBMAjmt6Ub
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was opened.
             * @example 2026-08-22T15:10:20.100Z
             */
            startedAt: string;
        };
        CallSessionPageBody: {
            /** @description The calls, newest first. */
            data: components["schemas"]["CallSessionBody"][];
            /**
             * @description The `cursor` of the next page; `null` on the last one.
             * @example MTc4NzQxMTQyMDEwMCBSTV9oeWNCTUFqbXQ2VWI
             */
            nextCursor: string | null;
        };
        CallTokenBody: {
            /**
             * @description A LiveKit token.
             * @example eyJhbGciOiJIUzI1NiJ9.eyJ2aWRlbyI6e319.c2lnbmF0dXJl
             */
            token: string;
            /**
             * @description The address that a client connects to.
             * @example ws://127.0.0.1:7880
             */
            url: string;
        };
        CallTokenRequestBody: {
            /**
             * @description Agents that are called in where the call is opened for this token; into an open call `POST /rooms/{roomName}/agent-dispatches` calls them.
             * @example [
             *       {
             *         "agentName": "transcriber",
             *         "metadata": "{\"language\":\"en\"}"
             *       }
             *     ]
             */
            agents?: components["schemas"]["RoomAgentRequestBody"][];
            /**
             * @description The same as single texts by name.
             * @example {
             *       "team": "blue"
             *     }
             */
            attributes?: {
                [key: string]: string;
            };
            /** @description What the token gives, within what the room gives. */
            grants?: components["schemas"]["CallGrantsBody"];
            /**
             * @description The groups that the participant is in, for the access rule.
             * @example [
             *       "product"
             *     ]
             */
            groupIds?: string[];
            /**
             * @description What others can read of the participant.
             * @example {"team":"blue"}
             */
            metadata?: string;
            /**
             * @description Who joins. This or `participantName` is needed.
             * @example Participant1
             */
            participantIdentity?: string;
            /**
             * @description The name that others see; also the identity, where `participantIdentity` is absent.
             * @example Participant1
             */
            participantName?: string;
            /**
             * @description The room to join.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description Seconds within which the token must be used to connect. Absent: the setting FOYER_TOKEN_TTL_SECONDS.
             * @example 3600
             */
            ttl?: number;
        };
        /**
         * @description What its client can do.
         * @enum {string}
         */
        ClientCapability: "CAP_UNUSED" | "CAP_PACKET_TRAILER" | "CAP_COMPRESSION_DEFLATE_RAW";
        CodecBody: {
            /**
             * @description Format parameters.
             * @example
             */
            fmtpLine: string;
            /**
             * @description MIME type.
             * @example video/VP8
             */
            mime: string;
        };
        CompleteUploadBody: {
            /** @description All parts of the file. */
            parts: components["schemas"]["FilePartBody"][];
        };
        CreateAgentDispatchBody: {
            /**
             * @description The name under which the agent is registered at LiveKit.
             * @example transcriber
             */
            agentName: string;
            /**
             * @description What is handed to the agent with its job.
             * @example {"language":"en"}
             */
            metadata?: string;
        };
        CreateApiKeyBody: {
            /**
             * Format: date-time
             * @description When the key stops working; never, if absent.
             * @example 2099-01-31T12:00:00Z
             */
            expiresAt?: string;
            /**
             * @description `secret` for backends, `public` for `public/authorize` in browsers.
             * @default secret
             * @example secret
             */
            kind?: components["schemas"]["KeyKind"];
            /**
             * @description What the key is for, in your words.
             * @example backend of the whiteboard
             */
            name: string;
            /**
             * @description What the key may be used for; all but `admin` if absent. A public key has none.
             * @default [
             *       "storage",
             *       "media"
             *     ]
             * @example [
             *       "storage",
             *       "media"
             *     ]
             */
            scopes?: components["schemas"]["Scope"][];
        };
        CreateRoomBody: {
            /**
             * @description What everybody may do; `[]` makes the room private. Also read from `default_accesses`.
             * @example [
             *       "room:write"
             *     ]
             */
            defaultAccesses: components["schemas"]["Permission"][];
            /**
             * @description What each of these groups may do. Also read from `groups_accesses`.
             * @example {
             *       "product": [
             *         "room:read",
             *         "room:presence:write"
             *       ]
             *     }
             */
            groupsAccesses?: {
                [key: string]: components["schemas"]["Permission"][];
            };
            /**
             * @description The id of the room: any text but `.` and `..`.
             * @example my-room
             */
            id: string;
            /** @description How the calls of the room are. */
            media?: components["schemas"]["MediaSettingsBody"];
            /**
             * @description Your own entries: at most 50.
             * @example {
             *       "color": "blue",
             *       "tags": [
             *         "draft",
             *         "team-a"
             *       ]
             *     }
             */
            metadata?: {
                [key: string]: string | string[];
            };
            /**
             * @description The organization it belongs to. Also read from `tenantId`.
             * @default default
             * @example acme
             */
            organizationId?: string;
            /**
             * @description What each of these users may do. Also read from `users_accesses`.
             * @example {
             *       "alice": [
             *         "room:write"
             *       ]
             *     }
             */
            usersAccesses?: {
                [key: string]: components["schemas"]["Permission"][];
            };
        };
        CreateRtmpIngressBody: {
            /** @description How audio is sent into the call. */
            audio?: components["schemas"]["IngressAudioBody"];
            /**
             * @description Whether it takes streams; `false` turns every publisher away.
             * @default true
             * @example true
             */
            enabled?: boolean;
            /**
             * @description Always `true`: only WHIP can do without.
             * @default true
             * @example true
             * @enum {boolean}
             */
            enableTranscoding?: true;
            /**
             * @description A name for people to tell ingresses apart by.
             * @default rtmp-ingress
             * @example rtmp-ingress
             */
            name?: string;
            /**
             * @description Who the stream is in the call.
             * @example Ingress-Participant
             */
            participantIdentity: string;
            /**
             * @description The metadata that others in the call see.
             * @example {"stage":"main"}
             */
            participantMetadata?: string;
            /**
             * @description The name that others in the call see.
             * @example Stage camera
             */
            participantName?: string;
            /**
             * @description The call to send to: its name is the id of its room.
             * @example Test Room
             */
            roomName: string;
            /** @description How video is sent into the call. */
            video?: components["schemas"]["IngressVideoBody"];
        };
        CreateSipCallBody: {
            /**
             * @description The name that the called one sees; `""` for none. Absent: the number.
             * @example Foyer
             */
            displayName?: string;
            /**
             * @description Tones to send once somebody has answered, such as an extension; `w` waits half a second.
             * @example ww12#
             */
            dtmf?: string;
            /**
             * @description The number to call from. Absent: one of the trunk.
             * @example +15105550100
             */
            fromNumber?: string;
            /**
             * @description Headers of the call, beside the trunk's.
             * @example {
             *       "X-Case": "42"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Whether the others do not see the numbers.
             * @default false
             * @example false
             */
            hidePhoneNumber?: boolean;
            /**
             * @description Which headers of the other side become attributes of the participant, as `sip.h.…`.
             * @example SIP_NO_HEADERS
             */
            includeHeaders?: components["schemas"]["SipHeaderOption"];
            /**
             * @description Whether noise is taken out, on LiveKit Cloud.
             * @default false
             * @example false
             */
            krispEnabled?: boolean;
            /**
             * @description How long the call lasts at most, in whole seconds; 0: LiveKit's default.
             * @example 3600
             */
            maxCallDuration?: number;
            /** @description How sound is to be carried. */
            media?: components["schemas"]["SipMediaRequestBody"];
            /**
             * @description Whom to call: a number, or the user of a SIP address.
             * @example +15105550123
             */
            number: string;
            /**
             * @description The same as single texts by name. LiveKit adds some of its own, as `sip.…`.
             * @example {
             *       "team": "blue"
             *     }
             */
            participantAttributes?: {
                [key: string]: string;
            };
            /**
             * @description Who the called one is in the call, where nobody may be of that name. Absent: `sip_` and the number.
             * @example phone-of-bob
             */
            participantIdentity?: string;
            /**
             * @description What others can read of it.
             * @example {"team":"blue"}
             */
            participantMetadata?: string;
            /**
             * @description The name that others see.
             * @example Bob
             */
            participantName?: string;
            /**
             * @description Whether those who wait hear it ring.
             * @default false
             * @example true
             */
            playDialtone?: boolean;
            /**
             * @description How long it may ring, in whole seconds; 0: LiveKit's default.
             * @example 30
             */
            ringingTimeout?: number;
            /**
             * @description The room whose call it is for.
             * @example Test Room
             */
            roomName: string;
            /** @description A trunk for this call alone, instead of `trunkId`; needs `fromNumber`. */
            trunk?: components["schemas"]["SipOutboundConfigBody"];
            /**
             * @description The outbound trunk to call over. This or `trunk` is needed.
             * @example ST_AMyzUAVuM4ez
             */
            trunkId?: string;
            /**
             * @description Whether the answer waits until somebody has answered the call, and says why nobody did. Else it comes as soon as it rings.
             * @default false
             * @example true
             */
            waitUntilAnswered?: boolean;
        };
        CreateSipDispatchRuleBody: {
            /**
             * @description Attributes of the participants that come by it.
             * @example {
             *       "team": "blue"
             *     }
             */
            attributes?: {
                [key: string]: string;
            };
            /**
             * @description Whether the others do not see the caller's number.
             * @example false
             */
            hidePhoneNumber?: boolean;
            /**
             * @description The numbers of callers that it is for; none: all.
             * @example []
             */
            inboundNumbers?: string[];
            /**
             * @description Whether noise is taken out, on LiveKit Cloud.
             * @example false
             */
            krispEnabled?: boolean;
            /** @description How sound is to be carried. */
            media?: components["schemas"]["SipMediaRequestBody"];
            /**
             * @description Metadata of the participants that come by it, which others in the call see.
             * @example
             */
            metadata?: string;
            /**
             * @description A name for people.
             * @example Reception
             */
            name?: string;
            /**
             * @description The called numbers that it is for; none: all.
             * @example [
             *       "+15105550100"
             *     ]
             */
            numbers?: string[];
            /** @description What a call is to be opened with, where a phone call opens it. */
            roomConfig?: components["schemas"]["SipRoomConfigRequestBody"];
            /**
             * @description A configuration of calls by its name, as LiveKit's own settings have them.
             * @example
             */
            roomPreset?: string;
            /** @description Where callers come to. */
            rule: components["schemas"]["SipRuleRequestBody"];
            /**
             * @description The inbound trunks that it is for; none: all.
             * @example [
             *       "ST_7CJTtThEnMYW"
             *     ]
             */
            trunkIds?: string[];
        };
        CreateSipInboundTrunkBody: {
            /**
             * @description Addresses, ranges and hosts that calls may come from; none: from anywhere.
             * @example [
             *       "203.0.113.0/24"
             *     ]
             */
            allowedAddresses?: string[];
            /**
             * @description Numbers that may call; none: any number.
             * @example []
             */
            allowedNumbers?: string[];
            /**
             * @description Attributes of the participant, and the headers that they become where LiveKit hangs up or hands the call on.
             * @example {
             *       "outcome": "X-Outcome"
             *     }
             */
            attributesToHeaders?: {
                [key: string]: string;
            };
            /**
             * @description What they prove it with; goes with `authUsername`. Never shown again.
             * @example a-secret-of-the-trunk
             */
            authPassword?: string;
            /**
             * @description The realm that they are asked for; empty: LiveKit's own.
             * @example
             */
            authRealm?: string;
            /**
             * @description Whom callers must prove to be; empty: nobody.
             * @example acme
             */
            authUsername?: string;
            /**
             * @description Headers that LiveKit answers a call with.
             * @example {
             *       "X-Source": "foyer"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Headers of the call, and the attributes of the participant that they become.
             * @example {
             *       "X-Customer": "customer"
             *     }
             */
            headersToAttributes?: {
                [key: string]: string;
            };
            /**
             * @description Which headers of the other side become attributes of the participant, as `sip.h.…`.
             * @example SIP_NO_HEADERS
             */
            includeHeaders?: components["schemas"]["SipHeaderOption"];
            /**
             * @description Whether noise is taken out, on LiveKit Cloud.
             * @example false
             */
            krispEnabled?: boolean;
            /**
             * @description How long a call lasts at most, in whole seconds; 0: LiveKit's default.
             * @example 3600
             */
            maxCallDuration?: number;
            /** @description How sound is to be carried. */
            media?: components["schemas"]["SipMediaRequestBody"];
            /**
             * @description Anything of yours.
             * @example
             */
            metadata?: string;
            /**
             * @description A name for people.
             * @example Reception
             */
            name?: string;
            /**
             * @description The numbers that it takes calls to; none: to any number.
             * @example [
             *       "+15105550100"
             *     ]
             */
            numbers?: string[];
            /**
             * @description How long a caller waits for somebody who can be heard, in whole seconds; 0: LiveKit's default.
             * @example 30
             */
            ringingTimeout?: number;
        };
        CreateSipOutboundTrunkBody: {
            /**
             * @description Where calls are sent: the host of the provider's SIP server, with a port where it is no usual one.
             * @example sip.example.com:5060
             */
            address: string;
            /**
             * @description Attributes of the participant, and the headers that they become where LiveKit hangs up or hands the call on.
             * @example {
             *       "outcome": "X-Outcome"
             *     }
             */
            attributesToHeaders?: {
                [key: string]: string;
            };
            /**
             * @description What it proves that with. Never shown again.
             * @example a-secret-of-the-trunk
             */
            authPassword?: string;
            /**
             * @description Whom LiveKit proves to be; empty: nobody.
             * @example acme
             */
            authUsername?: string;
            /**
             * @description Where calls end, in two letters; LiveKit Cloud finds its way by it. Empty: anywhere.
             * @example US
             */
            destinationCountry?: string;
            /**
             * @description The host that calls seem to come from; empty: the address of the SIP service.
             * @example pbx.example.com
             */
            fromHost?: string;
            /**
             * @description Headers of every call.
             * @example {
             *       "X-Source": "foyer"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Headers of the answer, and the attributes of the participant that they become.
             * @example {
             *       "X-Customer": "customer"
             *     }
             */
            headersToAttributes?: {
                [key: string]: string;
            };
            /**
             * @description Which headers of the other side become attributes of the participant, as `sip.h.…`.
             * @example SIP_NO_HEADERS
             */
            includeHeaders?: components["schemas"]["SipHeaderOption"];
            /** @description How sound is to be carried. */
            media?: components["schemas"]["SipMediaRequestBody"];
            /**
             * @description Anything of yours.
             * @example
             */
            metadata?: string;
            /**
             * @description A name for people.
             * @example Provider
             */
            name?: string;
            /**
             * @description The numbers to call from; one of them is taken at random where a call names none.
             * @example [
             *       "+15105550100"
             *     ]
             */
            numbers: string[];
            /**
             * @description How the other side is reached.
             * @example SIP_TRANSPORT_AUTO
             */
            transport?: components["schemas"]["SipTransport"];
        };
        CreateUrlIngressBody: {
            /** @description How audio is sent into the call. */
            audio?: components["schemas"]["IngressAudioBody"];
            /**
             * @description Always `true`: it begins as soon as it is made.
             * @default true
             * @example true
             * @enum {boolean}
             */
            enabled?: true;
            /**
             * @description Always `true`: only WHIP can do without.
             * @default true
             * @example true
             * @enum {boolean}
             */
            enableTranscoding?: true;
            /**
             * @description A name for people to tell ingresses apart by.
             * @default url-ingress
             * @example url-ingress
             */
            name?: string;
            /**
             * @description Who the stream is in the call.
             * @example Ingress-Participant
             */
            participantIdentity: string;
            /**
             * @description The metadata that others in the call see.
             * @example {"stage":"main"}
             */
            participantMetadata?: string;
            /**
             * @description The name that others in the call see.
             * @example Stage camera
             */
            participantName?: string;
            /**
             * @description The call to send to: its name is the id of its room.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description Where the media comes from: a file or an HLS stream over `http` or `https`, or a stream over `srt`.
             * @example https://media.example.com/stage.m3u8
             */
            url: string;
            /** @description How video is sent into the call. */
            video?: components["schemas"]["IngressVideoBody"];
        };
        CreateVersionBody: Record<string, never>;
        CreateWhipIngressBody: {
            /** @description How audio is sent into the call. */
            audio?: components["schemas"]["IngressAudioBody"];
            /**
             * @description Whether it takes streams; `false` turns every publisher away.
             * @default true
             * @example true
             */
            enabled?: boolean;
            /**
             * @description Whether media is decoded and encoded anew. Without that it goes on as it comes, which costs little; then `audio` and `video` can have no `preset` and no `options`.
             * @default false
             * @example false
             */
            enableTranscoding?: boolean;
            /**
             * @description A name for people to tell ingresses apart by.
             * @default whip-ingress
             * @example whip-ingress
             */
            name?: string;
            /**
             * @description Who the stream is in the call.
             * @example Ingress-Participant
             */
            participantIdentity: string;
            /**
             * @description The metadata that others in the call see.
             * @example {"stage":"main"}
             */
            participantMetadata?: string;
            /**
             * @description The name that others in the call see.
             * @example Stage camera
             */
            participantName?: string;
            /**
             * @description The call to send to: its name is the id of its room.
             * @example Test Room
             */
            roomName: string;
            /** @description How video is sent into the call. */
            video?: components["schemas"]["IngressVideoBody"];
        };
        DataTrackBody: {
            /**
             * @description How it is encrypted from end to end.
             * @example NONE
             */
            encryption: components["schemas"]["TrackEncryption"];
            /** @description How its frames are written. */
            frameEncoding?: components["schemas"]["DataTrackFrameEncodingBody"];
            /**
             * @description The name that its publisher gave it.
             * @example positions
             */
            name: string;
            /**
             * @description Its number at the publisher.
             * @example 1
             */
            pubHandle: number;
            /** @description What its frames hold. */
            schema?: components["schemas"]["DataTrackSchemaBody"];
            /**
             * @description Id of the track.
             * @example DTR_nSJDTUVqJt9P
             */
            sid: string;
        };
        DataTrackFrameEncodingBody: {
            /**
             * @description An encoding of its own.
             * @example my-encoding
             */
            custom?: string;
            /**
             * @description One of the encodings that LiveKit knows.
             * @example WELL_KNOWN_FRAME_ENCODING_JSON
             */
            wellKnown?: components["schemas"]["DataTrackFrameEncodingName"];
        };
        /**
         * @description One of the encodings that LiveKit knows.
         * @enum {string}
         */
        DataTrackFrameEncodingName: "WELL_KNOWN_FRAME_ENCODING_UNSPECIFIED" | "WELL_KNOWN_FRAME_ENCODING_ROS1" | "WELL_KNOWN_FRAME_ENCODING_CDR" | "WELL_KNOWN_FRAME_ENCODING_PROTOBUF" | "WELL_KNOWN_FRAME_ENCODING_FLATBUFFER" | "WELL_KNOWN_FRAME_ENCODING_CBOR" | "WELL_KNOWN_FRAME_ENCODING_MSGPACK" | "WELL_KNOWN_FRAME_ENCODING_JSON";
        DataTrackSchemaBody: {
            /** @description What it is written in. */
            encoding?: components["schemas"]["DataTrackSchemaEncodingBody"];
            /**
             * @description Name of the schema.
             * @example Position
             */
            name: string;
        };
        DataTrackSchemaEncodingBody: {
            /**
             * @description A language of its own.
             * @example my-schema
             */
            custom?: string;
            /**
             * @description One of the languages that LiveKit knows.
             * @example WELL_KNOWN_SCHEMA_ENCODING_JSON_SCHEMA
             */
            wellKnown?: components["schemas"]["DataTrackSchemaEncodingName"];
        };
        /**
         * @description One of the languages that LiveKit knows.
         * @enum {string}
         */
        DataTrackSchemaEncodingName: "WELL_KNOWN_SCHEMA_ENCODING_UNSPECIFIED" | "WELL_KNOWN_SCHEMA_ENCODING_PROTOBUF" | "WELL_KNOWN_SCHEMA_ENCODING_FLATBUFFER" | "WELL_KNOWN_SCHEMA_ENCODING_ROS1_MSG" | "WELL_KNOWN_SCHEMA_ENCODING_ROS2_MSG" | "WELL_KNOWN_SCHEMA_ENCODING_ROS2_IDL" | "WELL_KNOWN_SCHEMA_ENCODING_OMG_IDL" | "WELL_KNOWN_SCHEMA_ENCODING_JSON_SCHEMA";
        DependenciesBody: {
            /** @description Postgres; nothing works without it. */
            database: components["schemas"]["DependencyBody"];
            /** @description LiveKit's egress: without it nothing is recorded or streamed. */
            egress: components["schemas"]["DependencyBody"];
            /** @description LiveKit's ingress: without it no streams come in. */
            ingress: components["schemas"]["DependencyBody"];
            /** @description LiveKit; without it there are no calls, and everything else works. */
            livekit: components["schemas"]["DependencyBody"];
            /** @description LiveKit's SIP: without it there are no phone calls. */
            sip: components["schemas"]["DependencyBody"];
        };
        DependencyBody: {
            /**
             * @description Why it is not ready.
             * @example LiveKit cannot be reached.
             */
            reason?: string;
            /**
             * @description How it is.
             * @example ready
             */
            status: components["schemas"]["DependencyStatus"];
        };
        /**
         * @description How it is.
         * @enum {string}
         */
        DependencyStatus: "ready" | "starting" | "unavailable" | "not-configured" | "unknown";
        DestinationBody: {
            /**
             * @description The name of the other call, which must be open.
             * @example Other Room
             */
            destinationRoomName: string;
        };
        /**
         * @description Why it left, where it has.
         * @enum {string}
         */
        DisconnectReason: "UNKNOWN_REASON" | "CLIENT_INITIATED" | "DUPLICATE_IDENTITY" | "SERVER_SHUTDOWN" | "PARTICIPANT_REMOVED" | "ROOM_DELETED" | "STATE_MISMATCH" | "JOIN_FAILURE" | "MIGRATION" | "SIGNAL_CLOSE" | "ROOM_CLOSED" | "USER_UNAVAILABLE" | "USER_REJECTED" | "SIP_TRUNK_FAILURE" | "CONNECTION_TIMEOUT" | "MEDIA_FAILURE" | "AGENT_ERROR";
        DocumentVersionsBody: {
            /**
             * @description When it ended.
             * @example 118
             */
            end: number | null;
            /**
             * @description When the recording began.
             * @example 41
             */
            start: number | null;
        };
        EgressAnswerBody: {
            /** @description The egress. */
            egress: components["schemas"]["EgressBody"];
        };
        /**
         * @description Of the sound.
         * @enum {string}
         */
        EgressAudioCodec: "DEFAULT_AC" | "OPUS" | "AAC" | "AC_MP3";
        /**
         * @description How sounds are mixed.
         * @enum {string}
         */
        EgressAudioMixing: "DEFAULT_MIXING" | "DUAL_CHANNEL_AGENT" | "DUAL_CHANNEL_ALTERNATE";
        EgressBody: {
            /**
             * @description Whether files went to the backup storage of the egress service.
             * @example false
             */
            backupStorageUsed: boolean;
            /**
             * @description More on its end.
             * @example
             */
            details: string;
            /**
             * @description Id of the egress.
             * @example EG_vA2f4HoJuqeN
             */
            egressId: string;
            /**
             * @description When it ended, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 0
             */
            endedAt: string;
            /**
             * @description Why it failed, where it did.
             * @example
             */
            error: string;
            /**
             * @description A number for that: of HTTP.
             * @example 0
             */
            errorCode: number;
            /** @description Deprecated by LiveKit: the file. */
            file?: components["schemas"]["FileInfoBody"];
            /** @description The files. */
            fileResults: components["schemas"]["FileInfoBody"][];
            /** @description The images. */
            imageResults: components["schemas"]["ImagesInfoBody"][];
            /**
             * @description Where its manifest is.
             * @example
             */
            manifestLocation: string;
            /** @description What was asked for, of a participant. */
            participant?: components["schemas"]["ShownParticipantBody"];
            /**
             * @description How often it was begun again.
             * @example 0
             */
            retryCount: number;
            /** @description What was asked for, of a call. */
            roomComposite?: components["schemas"]["ShownRoomCompositeBody"];
            /**
             * @description LiveKit's id of the call; empty for a page of the web.
             * @example RM_hycBMAjmt6Ub
             */
            roomId: string;
            /**
             * @description The name of the call.
             * @example Test Room
             */
            roomName: string;
            /** @description The segments. */
            segmentResults: components["schemas"]["SegmentsInfoBody"][];
            /** @description Deprecated by LiveKit: the segments. */
            segments?: components["schemas"]["SegmentsInfoBody"];
            /**
             * @description Whether a browser records it.
             * @example EGRESS_SOURCE_TYPE_WEB
             */
            sourceType: components["schemas"]["EgressSourceType"];
            /**
             * @description When it began, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 0
             */
            startedAt: string;
            /**
             * @description How far it is.
             * @example EGRESS_STARTING
             */
            status: components["schemas"]["EgressStatus"];
            /** @description Deprecated by LiveKit: the streams. */
            stream?: components["schemas"]["StreamInfoListBody"];
            /** @description The streams. */
            streamResults: components["schemas"]["StreamInfoBody"][];
            /** @description What was asked for, of a track. */
            track?: components["schemas"]["ShownTrackEgressBody"];
            /** @description What was asked for, of two tracks. */
            trackComposite?: components["schemas"]["ShownTrackCompositeBody"];
            /**
             * @description When this last changed, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 0
             */
            updatedAt: string;
            /** @description What was asked for, of a page of the web. */
            web?: components["schemas"]["ShownWebBody"];
        };
        /**
         * @description The kind of file. Absent: MP4, or OGG where there is only audio. A single track has the kind of its codec.
         * @enum {string}
         */
        EgressFileType: "MP4" | "OGG" | "MP3";
        /**
         * @description The kind of image.
         * @enum {string}
         */
        EgressImageCodec: "IC_DEFAULT" | "IC_JPEG";
        /**
         * @description How images are told apart.
         * @enum {string}
         */
        EgressImageSuffix: "IMAGE_SUFFIX_INDEX" | "IMAGE_SUFFIX_TIMESTAMP" | "IMAGE_SUFFIX_NONE_OVERWRITE";
        EgressListBody: {
            /** @description The egresses. */
            egresses: components["schemas"]["EgressBody"][];
        };
        EgressOutputBody: {
            /** @description One file. */
            file?: components["schemas"]["FileOutputBody"];
            /** @description A JPEG every few seconds. */
            images?: components["schemas"]["ImagesOutputBody"];
            /** @description Segments with playlists (HLS). */
            segments?: components["schemas"]["SegmentsOutputBody"];
            /**
             * @description The name of the storage profile that files go to. Absent: the default one.
             * @example local
             */
            storage?: string;
            /**
             * @description Where it is streamed to: addresses of RTMP, or of SRT.
             * @example [
             *       "rtmp://live.example.com/app/stream-key"
             *     ]
             */
            streamUrls?: string[];
        };
        /**
         * @description One of LiveKit’s presets; then there is no other field.
         * @enum {string}
         */
        EgressPreset: "H264_720P_30" | "H264_720P_60" | "H264_1080P_30" | "H264_1080P_60" | "PORTRAIT_H264_720P_30" | "PORTRAIT_H264_720P_60" | "PORTRAIT_H264_1080P_30" | "PORTRAIT_H264_1080P_60";
        /**
         * @description The kind of playlist.
         * @enum {string}
         */
        EgressSegmentProtocol: "DEFAULT_SEGMENTED_FILE_PROTOCOL" | "HLS_PROTOCOL";
        /**
         * @description How segments are told apart.
         * @enum {string}
         */
        EgressSegmentSuffix: "INDEX" | "TIMESTAMP";
        /**
         * @description Whether a browser records it.
         * @enum {string}
         */
        EgressSourceType: "EGRESS_SOURCE_TYPE_WEB" | "EGRESS_SOURCE_TYPE_SDK";
        /**
         * @description How far it is.
         * @enum {string}
         */
        EgressStatus: "EGRESS_STARTING" | "EGRESS_ACTIVE" | "EGRESS_ENDING" | "EGRESS_COMPLETE" | "EGRESS_FAILED" | "EGRESS_ABORTED" | "EGRESS_LIMIT_REACHED";
        /**
         * @description How it is sent.
         * @enum {string}
         */
        EgressStreamProtocol: "DEFAULT_PROTOCOL" | "RTMP" | "SRT" | "WEBSOCKET";
        /**
         * @description How it goes.
         * @enum {string}
         */
        EgressStreamStatus: "ACTIVE" | "FINISHED" | "FAILED";
        /**
         * @description Of the picture.
         * @enum {string}
         */
        EgressVideoCodec: "DEFAULT_VC" | "H264_BASELINE" | "H264_MAIN" | "H264_HIGH" | "VP8";
        EncodingBody: {
            /**
             * @description Of the sound, in kbit/s.
             * @example 128
             */
            audioBitrate?: number;
            /**
             * @description Samples of sound in a second.
             * @example 44100
             */
            audioFrequency?: number;
            /**
             * @description Frames in a second.
             * @example 30
             */
            framerate?: number;
            /**
             * @description Pixels; an even number.
             * @example 720
             */
            height?: number;
            /**
             * @description Seconds between key frames.
             * @example 4
             */
            keyFrameInterval?: number;
            /**
             * @description One of LiveKit’s presets; then there is no other field.
             * @example H264_720P_30
             */
            preset?: components["schemas"]["EgressPreset"];
            /**
             * @description Of the picture, in kbit/s.
             * @example 3000
             */
            videoBitrate?: number;
            /**
             * @description Pixels; an even number.
             * @example 1280
             */
            width?: number;
        };
        ErrorBody: {
            /**
             * @description What went wrong this time.
             * @example Room with id "my-room" not found.
             */
            detail: string;
            /** @description The code to program against. */
            error: components["schemas"]["ErrorCode"];
            /**
             * @description The same as `message`, on the media routes, where existing clients read it.
             * @example Room with id "my-room" not found.
             */
            errorMessage?: string;
            /** @description Each thing wrong with the request. */
            errors?: components["schemas"]["FieldErrorBody"][];
            /**
             * @description The path of the request.
             * @example /v2/rooms/my-room
             */
            instance: string;
            /**
             * @description The same as `detail`.
             * @example Room with id "my-room" not found.
             */
            message: string;
            /**
             * @description Also in the `X-Request-Id` header and in the log.
             * @example 018f6d0e-6c1b-7000-8000-3a9d8b1c2d3e
             */
            requestId: string;
            /**
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /**
             * @description What to do about it.
             * @example Create it first with POST /v2/rooms.
             */
            suggestion?: string;
            /**
             * @description The kind of problem in a few words.
             * @example Room not found
             */
            title: string;
            /**
             * @description A URI for this kind of problem.
             * @example urn:foyer:error:ROOM_NOT_FOUND
             */
            type: string;
        };
        /**
         * @description The code to program against.
         * @enum {string}
         */
        ErrorCode: "BAD_REQUEST" | "MISSING_SECRET_KEY" | "WRONG_KEY_USED" | "MISSING_TOKEN" | "INVALID_TOKEN" | "TOKEN_EXPIRED" | "INVALID_WEBHOOK_SIGNATURE" | "INVALID_SECRET_KEY" | "INVALID_PUBLIC_KEY" | "INSUFFICIENT_SCOPE" | "UNAUTHORIZED_ROOM_ACCESS" | "INVALID_FILE_URL" | "NOT_FOUND" | "ROOM_NOT_FOUND" | "RESOURCE_NOT_FOUND" | "STORAGE_FILE_NOT_FOUND" | "PARTICIPANT_NOT_FOUND" | "TRACK_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "REQUEST_TIMEOUT" | "ROOM_ALREADY_EXISTS" | "CANNOT_UPDATE_EXISTING_STORAGE" | "RESOURCE_ALREADY_EXISTS" | "SIP_CALL_FAILED" | "MEDIA_PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "ROOM_TOO_LARGE" | "URI_TOO_LONG" | "UNSUPPORTED_MEDIA_TYPE" | "RANGE_NOT_SATISFIABLE" | "UNPROCESSABLE_ENTITY" | "INVALID_QUERY" | "INVALID_STORAGE_MUTATION_REQUEST" | "TOO_MANY_REQUESTS" | "HEADERS_TOO_LARGE" | "INTERNAL_SERVER_ERROR" | "MEDIA_NOT_IMPLEMENTED" | "MEDIA_REJECTED" | "DATABASE_UNAVAILABLE" | "MEDIA_NOT_CONFIGURED" | "MEDIA_UNAVAILABLE" | "MEDIA_TIMEOUT";
        EventBody: {
            /**
             * Format: date-time
             * @description When.
             * @example 2026-08-22T15:10:25.225Z
             */
            at: string;
            /**
             * @description What it tells of: `sessionId`, and with most types `participant` and `track`; of an egress `recordingId`, `egressId`, `kind`, `status` and `error`.
             * @example {
             *       "sessionId": "RM_hycBMAjmt6Ub",
             *       "participant": {
             *         "sid": "PA_k5XdLPnVnKbW",
             *         "identity": "alice",
             *         "name": "Alice",
             *         "kind": "STANDARD"
             *       }
             *     }
             */
            data: {
                [key: string]: unknown;
            };
            /**
             * @description Ascending in the order in which events happened; a string because it has 64 bits.
             * @example 42
             */
            id: string;
            /**
             * @description The id that the room had then.
             * @example my-room
             */
            roomId: string;
            /**
             * @description What has happened.
             * @example participant.joined
             */
            type: string;
        };
        EventPageBody: {
            /** @description The events, oldest first. */
            data: components["schemas"]["EventBody"][];
        };
        FieldErrorBody: {
            /**
             * @description What is wrong there.
             * @example Missing key: 'defaultAccesses'.
             */
            message: string;
            /**
             * @description RFC 6901 pointer into the body, or `?name` for a query parameter.
             * @example /defaultAccesses
             */
            pointer: string;
        };
        FileDataBody: {
            /**
             * @description The file.
             * @example fl_V1StGXR8_Z5jdHi6B-myT
             */
            id: string;
            /**
             * @description Its type, as its name says.
             * @example text/plain
             */
            mimeType: string;
            /**
             * @description Its name.
             * @example plan.txt
             */
            name: string;
            /**
             * @description How many bytes it has.
             * @example 3
             */
            size: number;
        };
        FileIdsBody: {
            /**
             * @description The files.
             * @example [
             *       "fl_V1StGXR8_Z5jdHi6B-myT"
             *     ]
             */
            fileIds: string[];
        };
        FileInfoBody: {
            /**
             * @description Nanoseconds; a string because it has 64 bits.
             * @example 0
             */
            duration: string;
            /**
             * @description When it ended, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 0
             */
            endedAt: string;
            /**
             * @description Where it was written, in its storage.
             * @example /data/recordings/0b7e…/Test Room.mp4
             */
            filename: string;
            /**
             * @description Where its storage has it.
             * @example
             */
            location: string;
            /**
             * @description Bytes; a string because it has 64 bits.
             * @example 0
             */
            size: string;
            /**
             * @description When it began, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 1763990825225000000
             */
            startedAt: string;
        };
        FileOutputBody: {
            /**
             * @description The name, without extension. It may use {room_name}, {room_id}, {time}, {publisher_identity}, {track_id}, {track_type} and {track_source}, where those are known.
             * @example {room_name}-{time}
             */
            name?: string;
            /**
             * @description The kind of file. Absent: MP4, or OGG where there is only audio. A single track has the kind of its codec.
             * @example MP4
             */
            type?: components["schemas"]["EgressFileType"];
        };
        FilePartBody: {
            /**
             * @description Names the part as it was uploaded.
             * @example ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
             */
            etag: string;
            /**
             * @description Its place among the parts.
             * @example 1
             */
            partNumber: number;
        };
        FileUploadBody: {
            /**
             * @description The file.
             * @example fl_V1StGXR8_Z5jdHi6B-myT
             */
            fileId: string;
            /**
             * Format: uuid
             * @description The upload.
             * @example 7f3c1d7e-0a55-4a0f-9a53-0f6f3f6c2d11
             */
            uploadId: string;
        };
        FileUrlsBody: {
            /**
             * Format: date-time
             * @description When the links expire.
             * @example 2026-08-22T16:10:25.000Z
             */
            expiresAt: string;
            /**
             * @description For each file a link to its bytes; `null` for one that the room does not have.
             * @example [
             *       "http://127.0.0.1:6080/v2/files/7/fl_V1StGXR8_Z5jdHi6B-myT?expires=1787415025&signature=c2ln",
             *       null
             *     ]
             */
            urls: (string | null)[];
        };
        FileWithUrlBody: {
            /**
             * Format: date-time
             * @description When the link expires.
             * @example 2026-08-22T16:10:25.000Z
             */
            expiresAt: string;
            /**
             * @description The file.
             * @example fl_V1StGXR8_Z5jdHi6B-myT
             */
            id: string;
            /**
             * @description Its type, as its name says.
             * @example text/plain
             */
            mimeType: string;
            /**
             * @description Its name.
             * @example plan.txt
             */
            name: string;
            /**
             * @description How many bytes it has.
             * @example 3
             */
            size: number;
            /**
             * @description A link to its bytes; whoever has it may read them.
             * @example http://127.0.0.1:6080/v2/files/7/fl_V1StGXR8_Z5jdHi6B-myT?expires=1787415025&signature=c2ln
             */
            url: string;
        };
        /**
         * @description Always `yjs`, as the official SDKs expect it; a version holds the storage too.
         * @enum {string}
         */
        HistoryVersionKind: "yjs";
        /**
         * @description Always `historyVersion`.
         * @enum {string}
         */
        HistoryVersionType: "historyVersion";
        IdentifyUserBody: {
            /**
             * @description The groups that the user is in.
             * @example [
             *       "product"
             *     ]
             */
            groupIds?: string[];
            /**
             * @description The organization that the token is bound to. Also read from `tenantId`.
             * @default default
             * @example acme
             */
            organizationId?: string;
            /**
             * @description Who the token is for.
             * @example alice
             */
            userId: string;
            /**
             * @description What other users see of this one; at most 1024 characters as JSON.
             * @example {
             *       "name": "Alice",
             *       "avatar": "https://example.org/alice.png"
             *     }
             */
            userInfo?: {
                [key: string]: unknown;
            };
        };
        ImagesInfoBody: {
            /**
             * @description When it ended, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 0
             */
            endedAt: string;
            /**
             * @description What the paths of images begin with.
             * @example /data/recordings/0b7e…/Test Room
             */
            filenamePrefix: string;
            /**
             * @description How many images; a string because it has 64 bits.
             * @example 0
             */
            imageCount: string;
            /**
             * @description When it began, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 1763990825225000000
             */
            startedAt: string;
        };
        ImagesOutputBody: {
            /**
             * @description Pixels; as high as the picture if absent.
             * @example 360
             */
            height?: number;
            /**
             * @description Seconds between images. Absent: 10.
             * @example 5
             */
            interval?: number;
            /**
             * @description What the names of images begin with. The name, without extension. It may use {room_name}, {room_id}, {time}, {publisher_identity}, {track_id}, {track_type} and {track_source}, where those are known.
             * @example {room_name}-{time}
             */
            name?: string;
            /**
             * @description Pixels; as wide as the picture if absent.
             * @example 640
             */
            width?: number;
        };
        IngressAnswerBody: {
            /** @description The ingress. */
            ingress: components["schemas"]["IngressBody"];
        };
        IngressAudioBody: {
            /**
             * @description The name of the track.
             * @example microphone
             */
            name?: string;
            /** @description An encoding of its own. Not together with `preset`. */
            options?: components["schemas"]["IngressAudioEncodingBody"];
            /**
             * @description A ready-made encoding. Absent, and without `options`: `OPUS_STEREO_96KBPS`.
             * @example OPUS_STEREO_96KBPS
             */
            preset?: components["schemas"]["IngressAudioPreset"];
            /**
             * @description What the track is said to come from.
             * @default UNKNOWN
             * @example MICROPHONE
             */
            source?: components["schemas"]["IngressAudioSource"];
        };
        /**
         * @description What the others receive; the default is Opus.
         * @enum {string}
         */
        IngressAudioCodec: "DEFAULT_AC" | "OPUS";
        IngressAudioEncodingBody: {
            /**
             * @description What the others receive; the default is Opus.
             * @example OPUS
             */
            audioCodec?: components["schemas"]["IngressAudioCodec"];
            /**
             * @description Bits per second. Absent: 96000, or 64000 for one channel.
             * @example 96000
             */
            bitrate?: number;
            /**
             * @description One channel or two.
             * @default 2
             * @example 2
             */
            channels?: number;
            /**
             * @description Whether silence is sent like sound.
             * @default false
             * @example false
             */
            disableDtx?: boolean;
        };
        IngressAudioEncodingOptionsBody: {
            /**
             * @description What the others receive; `DEFAULT_AC` is Opus.
             * @example OPUS
             */
            audioCodec: components["schemas"]["AudioCodec"];
            /**
             * @description Bits per second; 0 for LiveKit's default.
             * @example 96000
             */
            bitrate: number;
            /**
             * @description 1 or 2; 0 for both sides.
             * @example 2
             */
            channels: number;
            /**
             * @description Whether silence is sent like sound.
             * @example false
             */
            disableDtx: boolean;
        };
        IngressAudioOptionsBody: {
            /**
             * @description The name of the track.
             * @example microphone
             */
            name: string;
            /** @description An encoding of its own, in place of a preset. */
            options?: components["schemas"]["IngressAudioEncodingOptionsBody"];
            /**
             * @description A ready-made encoding.
             * @example OPUS_STEREO_96KBPS
             */
            preset?: components["schemas"]["IngressAudioPreset"];
            /**
             * @description What the track is said to come from.
             * @example MICROPHONE
             */
            source: components["schemas"]["TrackSource"];
        };
        /**
         * @description A ready-made encoding. Absent, and without `options`: `OPUS_STEREO_96KBPS`.
         * @enum {string}
         */
        IngressAudioPreset: "OPUS_STEREO_96KBPS" | "OPUS_MONO_64KBS";
        /**
         * @description What the track is said to come from.
         * @enum {string}
         */
        IngressAudioSource: "UNKNOWN" | "MICROPHONE" | "SCREEN_SHARE_AUDIO";
        IngressBody: {
            /** @description How audio is sent into the call. */
            audio?: components["schemas"]["IngressAudioOptionsBody"];
            /**
             * @description Deprecated by LiveKit: the opposite of `enableTranscoding`.
             * @example false
             */
            bypassTranscoding: boolean;
            /**
             * @description Whether it takes streams; `false` turns every publisher away. Absent: it does.
             * @example true
             */
            enabled?: boolean;
            /**
             * @description Whether media is decoded and encoded anew.
             * @example true
             */
            enableTranscoding?: boolean;
            /**
             * @description Id of the ingress.
             * @example IN_WrMdcyaUnkWa
             */
            ingressId: string;
            /**
             * @description How media comes in.
             * @example RTMP_INPUT
             */
            inputType: components["schemas"]["IngressInput"];
            /**
             * @description A name for people to tell ingresses apart by.
             * @example rtmp-ingress
             */
            name: string;
            /**
             * @description Who the stream is in the call.
             * @example Ingress-Participant
             */
            participantIdentity: string;
            /**
             * @description The metadata that others in the call see.
             * @example {"stage":"main"}
             */
            participantMetadata: string;
            /**
             * @description The name that others in the call see.
             * @example Stage camera
             */
            participantName: string;
            /**
             * @description Whether it takes one stream after the other; a URL ingress is for one alone.
             * @example true
             */
            reusable: boolean;
            /**
             * @description The name of the call, which is the id of its room.
             * @example Test Room
             */
            roomName: string;
            /** @description What became of the stream that came last. */
            state?: components["schemas"]["IngressStateBody"];
            /**
             * @description The secret by which a publisher proves that it may: RTMP sends to `{url}/{streamKey}`, WHIP sends it as the bearer token. Shown when the ingress is made, and in the list where `showStreamKey` asks for it; else empty. A URL ingress has none.
             * @example
             */
            streamKey: string;
            /**
             * @description Where to publish to; for a URL ingress where the media comes from.
             * @example rtmp://localhost:1935/live
             */
            url: string;
            /** @description How video is sent into the call. */
            video?: components["schemas"]["IngressVideoOptionsBody"];
        };
        /**
         * @description How media comes in.
         * @enum {string}
         */
        IngressInput: "RTMP_INPUT" | "WHIP_INPUT" | "URL_INPUT";
        IngressInputAudioBody: {
            /**
             * @description Bits per second that came in. LiveKit measures them once a minute, and says 0 until it next has something else to say, which is often the end.
             * @example 96000
             */
            averageBitrate: number;
            /**
             * @description How many channels it has.
             * @example 2
             */
            channels: number;
            /**
             * @description MIME type.
             * @example audio/aac
             */
            mimeType: string;
            /**
             * @description Samples per second.
             * @example 48000
             */
            sampleRate: number;
        };
        IngressInputVideoBody: {
            /**
             * @description Bits per second that came in. LiveKit measures them once a minute, and says 0 until it next has something else to say, which is often the end.
             * @example 2500000
             */
            averageBitrate: number;
            /**
             * @description Pictures per second.
             * @example 30
             */
            framerate: number;
            /**
             * @description Height in pixels.
             * @example 720
             */
            height: number;
            /**
             * @description MIME type.
             * @example video/H264
             */
            mimeType: string;
            /**
             * @description Width in pixels.
             * @example 1280
             */
            width: number;
        };
        /**
         * @description Its quality.
         * @enum {string}
         */
        IngressLayerQuality: "LOW" | "MEDIUM" | "HIGH";
        IngressListBody: {
            /** @description The ingresses, by room, name and id. */
            ingresses: components["schemas"]["IngressBody"][];
        };
        IngressStateBody: {
            /** @description The audio that comes in, or came in last. */
            audio?: components["schemas"]["IngressInputAudioBody"];
            /**
             * @description When it ended, in nanoseconds since 1970, as a string because it has 64 bits; `"0"` before that.
             * @example 0
             */
            endedAt: string;
            /**
             * @description Why the stream ended, where it did not end by itself. `room disconnected` or `context canceled`: the call ended, or the ingress was changed.
             * @example
             */
            error: string;
            /**
             * @description Id of this stream.
             * @example RT_Df3mjbPZT5Kz
             */
            resourceId: string;
            /**
             * @description The session of the call that it went into; LiveKit may write it down only when the stream ends.
             * @example RM_hycBMAjmt6Ub
             */
            roomId: string;
            /**
             * @description When the stream came, in nanoseconds since 1970, as a string because it has 64 bits; `"0"` before that.
             * @example 1763990825225000000
             */
            startedAt: string;
            /**
             * @description How things stand. `ENDPOINT_PUBLISHING` is only said while its participant is in the call, whatever LiveKit remembers.
             * @example ENDPOINT_PUBLISHING
             */
            status: components["schemas"]["IngressStatus"];
            /** @description The tracks that it sends, where LiveKit tells them; `GET /rooms/{roomName}/participants` always lists them. */
            tracks: components["schemas"]["TrackBody"][];
            /**
             * @description When this state last changed, in nanoseconds since 1970, as a string because it has 64 bits; `"0"` before that.
             * @example 1763990825225000000
             */
            updatedAt: string;
            /** @description The video that comes in, or came in last. */
            video?: components["schemas"]["IngressInputVideoBody"];
        };
        /**
         * @description How things stand. `ENDPOINT_PUBLISHING` is only said while its participant is in the call, whatever LiveKit remembers.
         * @enum {string}
         */
        IngressStatus: "ENDPOINT_INACTIVE" | "ENDPOINT_BUFFERING" | "ENDPOINT_PUBLISHING" | "ENDPOINT_ERROR" | "ENDPOINT_COMPLETE";
        IngressVideoBody: {
            /**
             * @description The name of the track.
             * @example camera
             */
            name?: string;
            /** @description An encoding of its own. Not together with `preset`. */
            options?: components["schemas"]["IngressVideoEncodingBody"];
            /**
             * @description A ready-made encoding. Absent, and without `options`: `H264_720P_30FPS_3_LAYERS`.
             * @example H264_720P_30FPS_3_LAYERS
             */
            preset?: components["schemas"]["IngressVideoPreset"];
            /**
             * @description What the track is said to come from.
             * @default UNKNOWN
             * @example CAMERA
             */
            source?: components["schemas"]["IngressVideoSource"];
        };
        /**
         * @description What the others receive; the default is H.264 baseline.
         * @enum {string}
         */
        IngressVideoCodec: "DEFAULT_VC" | "H264_BASELINE" | "VP8";
        IngressVideoEncodingBody: {
            /**
             * @description Pictures per second at most.
             * @default 30
             * @example 30
             */
            frameRate?: number;
            /** @description The sizes in which it is sent: one of each quality at most, none smaller than that of a lower quality. Absent or empty: 1280 x 720 and two smaller ones. */
            layers?: components["schemas"]["IngressVideoLayerBody"][];
            /**
             * @description What the others receive; the default is H.264 baseline.
             * @example H264_BASELINE
             */
            videoCodec?: components["schemas"]["IngressVideoCodec"];
        };
        IngressVideoEncodingOptionsBody: {
            /**
             * @description Pictures per second; 0 for LiveKit's default.
             * @example 30
             */
            frameRate: number;
            /** @description The sizes in which it is sent; empty for three of them. */
            layers: components["schemas"]["VideoLayerBody"][];
            /**
             * @description What the others receive; `DEFAULT_VC` is H.264 baseline.
             * @example H264_BASELINE
             */
            videoCodec: components["schemas"]["VideoCodec"];
        };
        IngressVideoLayerBody: {
            /**
             * @description Bits per second. Absent: what suits its size.
             * @example 1700000
             */
            bitrate?: number;
            /**
             * @description Height in pixels; smaller where the stream has another shape.
             * @example 720
             */
            height: number;
            /**
             * @description Its quality.
             * @example HIGH
             */
            quality: components["schemas"]["IngressLayerQuality"];
            /**
             * @description Width in pixels; smaller where the stream has another shape.
             * @example 1280
             */
            width: number;
        };
        IngressVideoOptionsBody: {
            /**
             * @description The name of the track.
             * @example camera
             */
            name: string;
            /** @description An encoding of its own, in place of a preset. */
            options?: components["schemas"]["IngressVideoEncodingOptionsBody"];
            /**
             * @description A ready-made encoding.
             * @example H264_720P_30FPS_3_LAYERS
             */
            preset?: components["schemas"]["IngressVideoPreset"];
            /**
             * @description What the track is said to come from.
             * @example CAMERA
             */
            source: components["schemas"]["TrackSource"];
        };
        /**
         * @description A ready-made encoding. Absent, and without `options`: `H264_720P_30FPS_3_LAYERS`.
         * @enum {string}
         */
        IngressVideoPreset: "H264_720P_30FPS_3_LAYERS" | "H264_1080P_30FPS_3_LAYERS" | "H264_540P_25FPS_2_LAYERS" | "H264_720P_30FPS_1_LAYER" | "H264_1080P_30FPS_1_LAYER" | "H264_720P_30FPS_3_LAYERS_HIGH_MOTION" | "H264_1080P_30FPS_3_LAYERS_HIGH_MOTION" | "H264_540P_25FPS_2_LAYERS_HIGH_MOTION" | "H264_720P_30FPS_1_LAYER_HIGH_MOTION" | "H264_1080P_30FPS_1_LAYER_HIGH_MOTION";
        /**
         * @description What the track is said to come from.
         * @enum {string}
         */
        IngressVideoSource: "UNKNOWN" | "CAMERA" | "SCREEN_SHARE";
        JoinAnswerBody: {
            /** @description The way into the call; `null` while there is none for this user, `mediaAbsence` says why. */
            media: components["schemas"]["MediaTicketBody"] | null;
            /** @description Only beside `media: null`. */
            mediaAbsence?: components["schemas"]["MediaAbsenceBody"];
            /**
             * @description What the user may do in the document.
             * @example [
             *       "room:write"
             *     ]
             */
            permissions: components["schemas"]["Permission"][];
            /** @description The room that was joined. */
            room: components["schemas"]["JoinedRoomBody"];
            /** @description The way into the document. */
            storage: components["schemas"]["StorageTicketBody"];
        };
        JoinBody: {
            /**
             * @description The groups that the user is in.
             * @example [
             *       "product"
             *     ]
             */
            groupIds?: string[];
            /**
             * @description Who joins; also the identity in the call.
             * @example alice
             */
            userId: string;
            /**
             * @description What others see of the user, in both halves; `name` is the name in the call. At most 1024 characters as JSON.
             * @example {
             *       "name": "Alice"
             *     }
             */
            userInfo?: {
                [key: string]: unknown;
            };
        };
        JoinedRoomBody: {
            /**
             * @description The room.
             * @example my-room
             */
            id: string;
            /**
             * @description Its metadata.
             * @example {
             *       "color": "blue"
             *     }
             */
            metadata: {
                [key: string]: string | string[];
            };
            /**
             * @description The organization it belongs to.
             * @example default
             */
            organizationId: string;
        };
        /**
         * @description What to do.
         * @enum {string}
         */
        JsonPatchOp: "add" | "remove" | "replace" | "move" | "copy" | "test";
        JsonPatchOperationBody: {
            /**
             * @description With move and copy: from where.
             * @example /items/0
             */
            from?: string;
            /**
             * @description What to do.
             * @example add
             */
            op: components["schemas"]["JsonPatchOp"];
            /**
             * @description Where, as a JSON Pointer (RFC 6901).
             * @example /items/-
             */
            path: string;
            /**
             * @description With add, replace and test: the value. Objects and lists become LiveObjects and LiveLists.
             * @example c
             */
            value?: {
                [key: string]: unknown;
            } | unknown[] | string | number | boolean | null;
        };
        JwkBody: {
            /**
             * @description Algorithm.
             * @example ES256
             * @enum {string}
             */
            alg: "ES256";
            /**
             * @description Curve.
             * @example P-256
             * @enum {string}
             */
            crv: "P-256";
            /**
             * @description The id that tokens name in their header: the RFC 7638 thumbprint.
             * @example oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U
             */
            kid: string;
            /**
             * @description Key type.
             * @example EC
             * @enum {string}
             */
            kty: "EC";
            /**
             * @description What the key is for.
             * @example sig
             * @enum {string}
             */
            use: "sig";
            /**
             * @description X coordinate, base64url.
             * @example f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU
             */
            x: string;
            /**
             * @description Y coordinate, base64url.
             * @example x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0
             */
            y: string;
        };
        JwksBody: {
            /** @description The keys. */
            keys: components["schemas"]["JwkBody"][];
        };
        /**
         * @description `secret` for backends, `public` for `public/authorize` in browsers.
         * @enum {string}
         */
        KeyKind: "secret" | "public";
        /**
         * @description What the node is.
         * @enum {string}
         */
        LiveblocksType: "LiveObject" | "LiveList" | "LiveMap" | "LiveText" | "LiveFile";
        LiveBody: {
            /**
             * @description Always `ok`: the process answers.
             * @example ok
             * @enum {string}
             */
            status: "ok";
        };
        LsonBody: {
            /**
             * @description LiveObject and LiveMap: an object. LiveList: a list. LiveText: a list of segments. LiveFile: id, name, size and mimeType.
             * @example {
             *       "title": "Plan",
             *       "items": {
             *         "liveblocksType": "LiveList",
             *         "data": [
             *           "a",
             *           "b"
             *         ]
             *       }
             *     }
             */
            data: {
                [key: string]: unknown;
            } | unknown[] | string | number | boolean | null;
            /**
             * @description What the node is.
             * @example LiveObject
             */
            liveblocksType: components["schemas"]["LiveblocksType"];
        };
        MeBody: {
            /**
             * Format: date-time
             * @description When the token expires.
             * @example 2026-08-22T16:10:25.000Z
             */
            expiresAt: string;
            /**
             * @description The groups that the token names.
             * @example [
             *       "product"
             *     ]
             */
            groupIds: string[];
            /**
             * @description The kind of token: `access` carries its permissions, `id` only says who the user is, `room` is bound to one room.
             * @example id
             */
            kind: components["schemas"]["TokenKind"];
            /**
             * @description The organization that the token is bound to.
             * @example default
             */
            organizationId: string;
            /** @description What the user may do in the room that `roomId` names. */
            room?: components["schemas"]["MyRoomBody"];
            /**
             * @description The user; `null` for an anonymous one.
             * @example alice
             */
            userId: string | null;
            /**
             * @description What other users see of this one.
             * @example {
             *       "name": "Alice",
             *       "avatar": "https://example.org/alice.png"
             *     }
             */
            userInfo?: {
                [key: string]: unknown;
            } | unknown[] | string | number | boolean | null;
        };
        MediaAbsenceBody: {
            /**
             * @description Why there is no call for this user now.
             * @example MEDIA_UNAVAILABLE
             */
            error: components["schemas"]["MediaAbsenceCode"];
            /**
             * @description The same in a sentence.
             * @example The LiveKit server cannot be reached.
             */
            message: string;
        };
        /**
         * @description Why there is no call for this user now.
         * @enum {string}
         */
        MediaAbsenceCode: "MEDIA_NOT_CONFIGURED" | "MEDIA_UNAVAILABLE" | "MEDIA_TIMEOUT" | "MEDIA_REJECTED" | "NO_MEDIA_ROLE";
        MediaPatchBody: {
            /**
             * @description Whether every call is recorded as a room composite, from its beginning to its end, into the default storage. Counts at once, also for a call that is open; a recording that goes on is not stopped by a change.
             * @example true
             */
            autoRecord?: boolean | null;
            /**
             * @description The role of everybody who has access to the room and is named nowhere below. Absent: who may write publishes, who may read watches.
             * @example viewer
             * @enum {string|null}
             */
            defaultRole?: "moderator" | "publisher" | "viewer" | "none" | null;
            /**
             * @description Seconds that it stays open after the last one has left.
             * @example 20
             */
            departureTimeout?: number | null;
            /**
             * @description Seconds that a call stays open before anybody has come.
             * @example 600
             */
            emptyTimeout?: number | null;
            /**
             * @description Roles of these groups; the strongest counts.
             * @example {
             *       "product": "publisher"
             *     }
             */
            groupsRoles?: {
                [key: string]: ("moderator" | "publisher" | "viewer" | "none") | null;
            } | null;
            /**
             * @description How many may be in a call at once; 0 for no limit.
             * @example 20
             */
            maxParticipants?: number | null;
            /**
             * @description Roles of these users. A role never gives access to the room.
             * @example {
             *       "alice": "moderator"
             *     }
             */
            usersRoles?: {
                [key: string]: ("moderator" | "publisher" | "viewer" | "none") | null;
            } | null;
        };
        MediaRightsBody: {
            /**
             * @description May send audio and video.
             * @example true
             */
            canPublish: boolean;
            /**
             * @description May send data messages.
             * @example true
             */
            canPublishData: boolean;
            /**
             * @description May receive what others send.
             * @example true
             */
            canSubscribe: boolean;
            /**
             * @description The role in the call.
             * @example publisher
             */
            role: components["schemas"]["MediaRole"];
        };
        /**
         * @description The role of everybody who has access to the room and is named nowhere below. Absent: who may write publishes, who may read watches.
         * @enum {string}
         */
        MediaRole: "moderator" | "publisher" | "viewer" | "none";
        MediaSettingsBody: {
            /**
             * @description Whether every call is recorded as a room composite, from its beginning to its end, into the default storage. Counts at once, also for a call that is open; a recording that goes on is not stopped by a change.
             * @example true
             */
            autoRecord?: boolean;
            /**
             * @description The role of everybody who has access to the room and is named nowhere below. Absent: who may write publishes, who may read watches.
             * @example viewer
             */
            defaultRole?: components["schemas"]["MediaRole"];
            /**
             * @description Seconds that it stays open after the last one has left.
             * @example 20
             */
            departureTimeout?: number;
            /**
             * @description Seconds that a call stays open before anybody has come.
             * @example 600
             */
            emptyTimeout?: number;
            /**
             * @description Roles of these groups; the strongest counts.
             * @example {
             *       "product": "publisher"
             *     }
             */
            groupsRoles?: {
                [key: string]: "moderator" | "publisher" | "viewer" | "none";
            };
            /**
             * @description How many may be in a call at once; 0 for no limit.
             * @example 20
             */
            maxParticipants?: number;
            /**
             * @description Roles of these users. A role never gives access to the room.
             * @example {
             *       "alice": "moderator"
             *     }
             */
            usersRoles?: {
                [key: string]: "moderator" | "publisher" | "viewer" | "none";
            };
        };
        MediaTicketBody: {
            /**
             * Format: date-time
             * @description When the token expires.
             * @example 2026-08-22T16:10:25.000Z
             */
            expiresAt: string;
            /**
             * @description The role in the call.
             * @example publisher
             */
            role: components["schemas"]["CallRole"];
            /**
             * @description Token for the call: hand it with `url` to `room.connect` of livekit-client.
             * @example eyJhbGciOiJIUzI1NiJ9.eyJ2aWRlbyI6e319.c2lnbmF0dXJl
             */
            token: string;
            /**
             * @description Where to connect.
             * @example ws://127.0.0.1:7880
             */
            url: string;
        };
        MessagesSentBody: {
            /**
             * @description What a socket would have received: for each message its answers.
             * @example [
             *       [
             *         {
             *           "type": 201,
             *           "ops": [
             *             {
             *               "opId": "3:0",
             *               "type": 3,
             *               "id": "root",
             *               "data": {
             *                 "title": "Plan"
             *               }
             *             }
             *           ]
             *         }
             *       ]
             *     ]
             */
            messages: {
                [key: string]: unknown;
            }[][];
        };
        MoveRoomBody: {
            /**
             * @description The organization that the room is in now.
             * @example default
             */
            fromOrganizationId: string;
            /**
             * @description The organization that it goes to.
             * @example acme
             */
            toOrganizationId: string;
        };
        MuteTrackBody: {
            /**
             * @description `false` unmutes, where LiveKit is set up to allow that (`enable_remote_unmute`).
             * @default true
             * @example true
             */
            muted?: boolean;
            /**
             * @description One of the tracks that it sends.
             * @example TR_AMyzUAVuM4ezGp
             */
            trackId: string;
        };
        MyRoomBody: {
            /**
             * @description The room.
             * @example my-room
             */
            id: string;
            /** @description What the user may do in the call. */
            media: components["schemas"]["MediaRightsBody"];
            /**
             * @description What the user may do in the document.
             * @example [
             *       "room:write"
             *     ]
             */
            permissions: components["schemas"]["Permission"][];
        };
        NewApiKeyBody: {
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-08-22T15:10:25.225Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it stops working.
             * @example null
             */
            expiresAt: string | null;
            /**
             * Format: uuid
             * @description The id of the key.
             * @example 7f3c1d7e-0a55-4a0f-9a53-0f6f3f6c2d11
             */
            id: string;
            /**
             * @description The key. Keep it now: it is stored as a hash and cannot be shown again.
             * @example sk_4fQk0bVtIu3S0yJ5mGfZP6m1lD6d1n8u0eF9Yv2cXhA
             */
            key: string;
            /**
             * @description What kind of key it is.
             * @example secret
             */
            kind: components["schemas"]["KeyKind"];
            /**
             * Format: date-time
             * @description About when it was last used, to the minute.
             * @example 2026-08-22T15:11:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * @description What the key is for.
             * @example backend of the whiteboard
             */
            name: string;
            /**
             * @description How the key begins.
             * @example sk_4fQk0bVt
             */
            prefix: string;
            /**
             * Format: date-time
             * @description When it was revoked.
             * @example null
             */
            revokedAt: string | null;
            /**
             * @description What the key may be used for.
             * @example [
             *       "storage",
             *       "media"
             *     ]
             */
            scopes: components["schemas"]["Scope"][];
        };
        NewRoomFieldsBody: {
            /**
             * @description What everybody may do; `[]` makes the room private. Also read from `default_accesses`.
             * @example [
             *       "room:write"
             *     ]
             */
            defaultAccesses: components["schemas"]["Permission"][];
            /**
             * @description What each of these groups may do. Also read from `groups_accesses`.
             * @example {
             *       "product": [
             *         "room:read",
             *         "room:presence:write"
             *       ]
             *     }
             */
            groupsAccesses?: {
                [key: string]: components["schemas"]["Permission"][];
            };
            /** @description How the calls of the room are. */
            media?: components["schemas"]["MediaSettingsBody"];
            /**
             * @description Your own entries: at most 50.
             * @example {
             *       "color": "blue",
             *       "tags": [
             *         "draft",
             *         "team-a"
             *       ]
             *     }
             */
            metadata?: {
                [key: string]: string | string[];
            };
            /**
             * @description The organization it belongs to. Also read from `tenantId`.
             * @default default
             * @example acme
             */
            organizationId?: string;
            /**
             * @description What each of these users may do. Also read from `users_accesses`.
             * @example {
             *       "alice": [
             *         "room:write"
             *       ]
             *     }
             */
            usersAccesses?: {
                [key: string]: components["schemas"]["Permission"][];
            };
        };
        OpenCallBody: {
            /**
             * @description Agents that are called in where this opens the call; into an open call `POST …/agent-dispatches` calls them.
             * @example [
             *       {
             *         "agentName": "transcriber",
             *         "metadata": "{\"language\":\"en\"}"
             *       }
             *     ]
             */
            agents?: components["schemas"]["RoomAgentRequestBody"][];
            /**
             * @description What everybody may do in a room that is registered by this request; others keep theirs.
             * @default [
             *       "room:write"
             *     ]
             * @example [
             *       "room:write"
             *     ]
             */
            defaultAccesses?: components["schemas"]["Permission"][];
            /**
             * @description Seconds that it stays open after the last one left. Absent: the room's own setting; 0: LiveKit's default.
             * @example 20
             */
            departureTimeout?: number;
            /**
             * @description Seconds that it stays open before anybody joins. Absent: the room's own setting, else as long as tokens are good; 0: LiveKit's default.
             * @example 300
             */
            emptyTimeout?: number;
            /**
             * @description How many participants at most. Absent: the room's own setting; 0: LiveKit's default, which is no limit.
             * @example 20
             */
            maxParticipants?: number;
            /**
             * @description The same at most, not less than `minPlayoutDelay`; 0: LiveKit's default.
             * @example 2000
             */
            maxPlayoutDelay?: number;
            /**
             * @description Metadata of the call, which its participants see.
             * @example {"agenda":"budget"}
             */
            metadata?: string;
            /**
             * @description Milliseconds that receivers hold media back at least, to play it more smoothly.
             * @example 200
             */
            minPlayoutDelay?: number;
            /**
             * @description The name of the call, which is the id of its room.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description Keeps audio and video of a participant together where `minPlayoutDelay` is large. Not for calls in which subscriptions change often.
             * @default false
             * @example false
             */
            syncStreams?: boolean;
        };
        /**
         * @description What is sent along at the end of its packets.
         * @enum {string}
         */
        PacketTrailerFeature: "PTF_USER_TIMESTAMP" | "PTF_FRAME_ID" | "PTF_USER_DATA";
        ParticipantAnswerBody: {
            /** @description The participant. */
            participant: components["schemas"]["ParticipantBody"];
        };
        ParticipantBody: {
            /**
             * @description Its attributes, which the others see.
             * @example {
             *       "team": "blue"
             *     }
             */
            attributes: {
                [key: string]: string;
            };
            /**
             * @description What its client can do.
             * @example []
             */
            capabilities: components["schemas"]["ClientCapability"][];
            /**
             * @description Version of what its client understands of others.
             * @example 1
             */
            clientProtocol: number;
            /** @description The data tracks that it sends. */
            dataTracks: components["schemas"]["DataTrackBody"][];
            /**
             * @description Why it left, where it has.
             * @example UNKNOWN_REASON
             */
            disconnectReason: components["schemas"]["DisconnectReason"];
            /**
             * @description Who it is, as the token named them.
             * @example Participant1
             */
            identity: string;
            /**
             * @description Whether it sends something.
             * @example true
             */
            isPublisher: boolean;
            /**
             * @description When it joined, in seconds since 1970, as a string because it has 64 bits.
             * @example 1763990825
             */
            joinedAt: string;
            /**
             * @description The same in milliseconds.
             * @example 1763990825225
             */
            joinedAtMs: string;
            /**
             * @description What kind of participant it is.
             * @example STANDARD
             */
            kind: components["schemas"]["ParticipantKind"];
            /**
             * @description More about its kind.
             * @example []
             */
            kindDetails: components["schemas"]["ParticipantKindDetail"][];
            /**
             * @description Its metadata, which the others see.
             * @example {"team":"blue"}
             */
            metadata: string;
            /**
             * @description The name that others see.
             * @example Alice
             */
            name: string;
            /** @description What it may do. */
            permission?: components["schemas"]["ParticipantPermissionBody"];
            /**
             * @description Where the server is that it is connected to; empty where that has no name.
             * @example
             */
            region: string;
            /**
             * @description Id of this visit to the call.
             * @example PA_7CJTtThEnMYW
             */
            sid: string;
            /**
             * @description How far it has come.
             * @example ACTIVE
             */
            state: components["schemas"]["ParticipantState"];
            /** @description The audio and video that it sends. */
            tracks: components["schemas"]["TrackBody"][];
            /**
             * @description Counts changes of this state.
             * @example 3
             */
            version: number;
        };
        ParticipantEgressBody: {
            /** @description Absent: the preset H264_720P_30. */
            encoding?: components["schemas"]["EncodingBody"];
            /** @description What is written, and where. Absent: one file in the default storage. */
            output?: components["schemas"]["EgressOutputBody"];
            /**
             * @description Who is recorded; must be in the call.
             * @example Participant1
             */
            participantIdentity: string;
            /**
             * @description The name of the call, which must be open.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description Their screen and its sound instead of camera and microphone.
             * @default false
             * @example false
             */
            screenShare?: boolean;
        };
        /**
         * @description What kind of participant it is.
         * @enum {string}
         */
        ParticipantKind: "STANDARD" | "INGRESS" | "EGRESS" | "SIP" | "AGENT" | "CONNECTOR" | "BRIDGE";
        /**
         * @description More about its kind.
         * @enum {string}
         */
        ParticipantKindDetail: "CLOUD_AGENT" | "FORWARDED" | "CONNECTOR_WHATSAPP" | "CONNECTOR_TWILIO" | "BRIDGE_RTSP" | "SIMULATION";
        ParticipantListBody: {
            /** @description Who is in the call. */
            participants: components["schemas"]["ParticipantBody"][];
        };
        ParticipantPermissionBody: {
            /**
             * @description Deprecated by LiveKit: whether it is an agent.
             * @example false
             */
            agent: boolean;
            /**
             * @description Whether it may control sessions of agents.
             * @example false
             */
            canManageAgentSession: boolean;
            /**
             * @description Whether it may send audio and video.
             * @example true
             */
            canPublish: boolean;
            /**
             * @description Whether it may send data.
             * @example true
             */
            canPublishData: boolean;
            /**
             * @description The only sources that it may send; empty for all.
             * @example [
             *       "MICROPHONE"
             *     ]
             */
            canPublishSources: components["schemas"]["TrackSource"][];
            /**
             * @description Whether it receives others' tracks.
             * @example true
             */
            canSubscribe: boolean;
            /**
             * @description Whether it receives metrics of the others' media.
             * @example false
             */
            canSubscribeMetrics: boolean;
            /**
             * @description Whether it may change its own name, metadata and attributes.
             * @example false
             */
            canUpdateMetadata: boolean;
            /**
             * @description Whether the others do not see it.
             * @example false
             */
            hidden: boolean;
            /**
             * @description Deprecated by LiveKit: whether it records the call.
             * @example false
             */
            recorder: boolean;
        };
        /**
         * @description How far it has come.
         * @enum {string}
         */
        ParticipantState: "JOINING" | "JOINED" | "ACTIVE" | "DISCONNECTED";
        /**
         * @description What everybody may do; `[]` makes the room private.
         * @enum {string}
         */
        Permission: "*:read" | "*:write" | "room:read" | "room:write" | "room:presence:write" | "storage:read" | "storage:write" | "storage:none" | "comments:read" | "comments:write" | "comments:none" | "comments:public:read" | "comments:public:write" | "comments:public:none" | "comments:private:read" | "comments:private:write" | "comments:private:none" | "feeds:read" | "feeds:write" | "feeds:none";
        PermissionPatchBody: {
            /**
             * @description Whether it may send audio and video; `false` ends what it sends.
             * @example true
             */
            canPublish?: boolean;
            /**
             * @description Whether it may send data.
             * @example true
             */
            canPublishData?: boolean;
            /**
             * @description The only sources that it may send; empty for all.
             * @example [
             *       "MICROPHONE"
             *     ]
             */
            canPublishSources?: components["schemas"]["TrackSource"][];
            /**
             * @description Whether it receives others' tracks.
             * @example true
             */
            canSubscribe?: boolean;
            /**
             * @description Whether it receives metrics of the others' media.
             * @example false
             */
            canSubscribeMetrics?: boolean;
            /**
             * @description Whether it may change its own name, metadata and attributes.
             * @example false
             */
            canUpdateMetadata?: boolean;
            /**
             * @description Whether the others do not see it.
             * @example false
             */
            hidden?: boolean;
        };
        PublicAuthorizeBody: {
            /**
             * @description A public key.
             * @example pk_localdev
             */
            publicApiKey: string;
        };
        /**
         * @description `ready`: the document and calls work. `degraded`: works, but without calls. `unavailable`: send no requests.
         * @enum {string}
         */
        Readiness: "ready" | "degraded" | "unavailable";
        ReadyBody: {
            /** @description Each thing that the gateway needs. */
            dependencies: components["schemas"]["DependenciesBody"];
            /**
             * @description `ready`: the document and calls work. `degraded`: works, but without calls. `unavailable`: send no requests.
             * @example ready
             */
            status: components["schemas"]["Readiness"];
        };
        RecordingBody: {
            /**
             * @description Whether it was begun because of the setting `media.autoRecord`.
             * @example false
             */
            automatic: boolean;
            /** @description How many changes the document of the room had seen, so that the recording can be shown beside it. */
            documentVersion: components["schemas"]["DocumentVersionsBody"];
            /**
             * @description LiveKit's id, once LiveKit has answered.
             * @example EG_vA2f4HoJuqeN
             */
            egressId: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             * @example 2026-08-22T15:11:28.255Z
             */
            endedAt: string | null;
            /**
             * @description Why it failed, or has not begun.
             * @example null
             */
            error: string | null;
            /**
             * Format: uuid
             * @description Id of the recording.
             * @example 0b7e5a52-3c5e-4b0c-9d0f-2b7a2b6f0c11
             */
            id: string;
            /**
             * @description What is recorded or streamed.
             * @example room-composite
             */
            kind: components["schemas"]["RecordingKind"];
            /** @description What it wrote. */
            outputs: components["schemas"]["RecordingOutputBody"][];
            /**
             * Format: date-time
             * @description When it was asked for.
             * @example 2026-08-22T15:10:25.225Z
             */
            requestedAt: string;
            /**
             * @description The id that the room had then; empty for a page of the web.
             * @example Test Room
             */
            roomId: string;
            /**
             * @description The call, as in the sessions of the room.
             * @example RM_hycBMAjmt6Ub
             */
            sessionId: string | null;
            /**
             * Format: date-time
             * @description When it began.
             * @example 2026-08-22T15:10:27.005Z
             */
            startedAt: string | null;
            /**
             * @description How far it is; it ends as complete, failed or aborted.
             * @example complete
             */
            status: components["schemas"]["RecordingStatus"];
            /**
             * @description The storage profile that its files went to.
             * @example local
             */
            storage: string | null;
        };
        RecordingFileBody: {
            /**
             * @description Its name.
             * @example Test Room-RM_hycBMAjmt6Ub-2026-08-22T151025.mp4
             */
            name: string;
            /**
             * @description Bytes.
             * @example 4718592
             */
            sizeBytes: number;
            /**
             * @description A link by which anybody can read it, with ranges, until `filesExpireAt`. In a playlist, segments are found beside it.
             * @example http://127.0.0.1:6080/v2/recordings/0b7e5a52-3c5e-4b0c-9d0f-2b7a2b6f0c11/files/1787411425/8fJ…/Test%20Room.mp4
             */
            url: string;
        };
        /**
         * @description What is recorded or streamed.
         * @enum {string}
         */
        RecordingKind: "room-composite" | "participant" | "track-composite" | "track" | "web";
        RecordingOutputBody: {
            /**
             * @description How many segments or images.
             * @example null
             */
            count: number | null;
            /**
             * @description Milliseconds.
             * @example 61250
             */
            durationMs: number | null;
            /**
             * @description Why a stream failed, where it did.
             * @example null
             */
            error: string | null;
            /**
             * @description The playlist of the last segments.
             * @example null
             */
            livePlaylist: string | null;
            /**
             * @description Where its storage has it; empty before it is there.
             * @example
             */
            location: string;
            /**
             * @description The name of the file, or of the playlist of segments; what the names of images begin with; the address of a stream without its key.
             * @example Test Room-RM_hycBMAjmt6Ub-2026-08-22T151025.mp4
             */
            name: string;
            /**
             * @description Bytes.
             * @example 4718592
             */
            sizeBytes: number | null;
            /**
             * @description What it is.
             * @example file
             */
            type: components["schemas"]["RecordingOutputType"];
        };
        /**
         * @description What it is.
         * @enum {string}
         */
        RecordingOutputType: "file" | "segments" | "images" | "stream";
        RecordingPageBody: {
            /** @description The recordings, newest first. */
            data: components["schemas"]["RecordingBody"][];
            /**
             * @description The `cursor` of the next page; `null` on the last one.
             * @example MTc4NzQxMTQyNTIyNSAwYjdlNWE1Mg
             */
            nextCursor: string | null;
        };
        /**
         * @description How far it is; it ends as complete, failed or aborted.
         * @enum {string}
         */
        RecordingStatus: "requested" | "starting" | "active" | "ending" | "complete" | "failed" | "aborted";
        RecordingWithFilesBody: {
            /**
             * @description Whether it was begun because of the setting `media.autoRecord`.
             * @example false
             */
            automatic: boolean;
            /** @description How many changes the document of the room had seen, so that the recording can be shown beside it. */
            documentVersion: components["schemas"]["DocumentVersionsBody"];
            /**
             * @description LiveKit's id, once LiveKit has answered.
             * @example EG_vA2f4HoJuqeN
             */
            egressId: string | null;
            /**
             * Format: date-time
             * @description When it ended.
             * @example 2026-08-22T15:11:28.255Z
             */
            endedAt: string | null;
            /**
             * @description Why it failed, or has not begun.
             * @example null
             */
            error: string | null;
            /** @description Its files; none where they went to a bucket. */
            files: components["schemas"]["RecordingFileBody"][];
            /**
             * Format: date-time
             * @description When the links expire.
             * @example 2026-08-22T16:10:25.000Z
             */
            filesExpireAt: string;
            /**
             * Format: uuid
             * @description Id of the recording.
             * @example 0b7e5a52-3c5e-4b0c-9d0f-2b7a2b6f0c11
             */
            id: string;
            /**
             * @description What is recorded or streamed.
             * @example room-composite
             */
            kind: components["schemas"]["RecordingKind"];
            /** @description What it wrote. */
            outputs: components["schemas"]["RecordingOutputBody"][];
            /**
             * Format: date-time
             * @description When it was asked for.
             * @example 2026-08-22T15:10:25.225Z
             */
            requestedAt: string;
            /**
             * @description The id that the room had then; empty for a page of the web.
             * @example Test Room
             */
            roomId: string;
            /**
             * @description The call, as in the sessions of the room.
             * @example RM_hycBMAjmt6Ub
             */
            sessionId: string | null;
            /**
             * Format: date-time
             * @description When it began.
             * @example 2026-08-22T15:10:27.005Z
             */
            startedAt: string | null;
            /**
             * @description How far it is; it ends as complete, failed or aborted.
             * @example complete
             */
            status: components["schemas"]["RecordingStatus"];
            /**
             * @description The storage profile that its files went to.
             * @example local
             */
            storage: string | null;
        };
        RenameRoomBody: {
            /**
             * @description The new id.
             * @example my-better-room
             */
            newRoomId: string;
        };
        RoomAgentRequestBody: {
            /**
             * @description The name under which the agent is registered at LiveKit.
             * @example transcriber
             */
            agentName: string;
            /**
             * @description What is handed to the agent with its job.
             * @example {"language":"en"}
             */
            metadata?: string;
        };
        RoomBody: {
            /**
             * Format: date-time
             * @description When it was made.
             * @example 2026-08-22T15:10:25.225Z
             */
            createdAt: string;
            /**
             * @description What everybody may do; `[]` makes the room private.
             * @example [
             *       "room:write"
             *     ]
             */
            defaultAccesses: components["schemas"]["Permission"][];
            /**
             * @description What each of these groups may do.
             * @example {
             *       "product": [
             *         "room:read",
             *         "room:presence:write"
             *       ]
             *     }
             */
            groupsAccesses: {
                [key: string]: components["schemas"]["Permission"][];
            };
            /**
             * @description Its id, as given when it was made or renamed.
             * @example my-room
             */
            id: string;
            /**
             * Format: date-time
             * @description When somebody last connected; `createdAt` until somebody does.
             * @example 2026-08-22T15:10:25.225Z
             */
            lastConnectionAt: string;
            /** @description How the calls of the room are; absent where all is as by default. */
            media?: components["schemas"]["MediaSettingsBody"];
            /**
             * @description Your own entries; rooms can be found by them.
             * @example {
             *       "color": "blue",
             *       "tags": [
             *         "draft",
             *         "team-a"
             *       ]
             *     }
             */
            metadata: {
                [key: string]: string | string[];
            };
            /**
             * @description The organization it belongs to; `default` if none was given.
             * @example default
             */
            organizationId: string;
            /**
             * @description Always `room`.
             * @example room
             * @enum {string}
             */
            type: "room";
            /**
             * @description What each of these users may do.
             * @example {
             *       "alice": [
             *         "room:write"
             *       ]
             *     }
             */
            usersAccesses: {
                [key: string]: components["schemas"]["Permission"][];
            };
        };
        RoomCompositeEgressBody: {
            /**
             * @description Only the sound.
             * @default false
             * @example false
             */
            audioOnly?: boolean;
            /**
             * @description A page of your own that takes the place of the recorder's.
             * @example https://example.com/recording-page
             */
            customBaseUrl?: string;
            /** @description Absent: the preset H264_720P_30. */
            encoding?: components["schemas"]["EncodingBody"];
            /**
             * @description How the page shows the participants: `grid`, `speaker` or `single-speaker`, each also with `-light` or `-dark`; or a word that a page of your own knows.
             * @default grid
             * @example speaker
             */
            layout?: string;
            /** @description What is written, and where. Absent: one file in the default storage. */
            output?: components["schemas"]["EgressOutputBody"];
            /**
             * @description The name of the call, which must be open.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description Only the picture.
             * @default false
             * @example false
             */
            videoOnly?: boolean;
        };
        RoomPageBody: {
            /** @description The rooms, newest first. */
            data: components["schemas"]["RoomBody"][];
            /**
             * @description The `startingAfter` of the next page; `null` on the last one.
             * @example WzE3NjM5OTA4MjUyMjUsIjIxIl0
             */
            nextCursor: string | null;
            /**
             * @description Path of the next page with the same filters; `null` on the last one.
             * @example /v2/rooms?startingAfter=WzE3NjM5OTA4MjUyMjUsIjIxIl0
             */
            nextPage: string | null;
        };
        RotateApiKeyBody: {
            /**
             * @description Seconds that the old key goes on working beside the new one.
             * @default 86400
             * @example 86400
             */
            overlapSeconds?: number;
        };
        /**
         * @description What the key may be used for; all but `admin` if absent. A public key has none.
         * @enum {string}
         */
        Scope: "storage" | "media" | "admin";
        SegmentsInfoBody: {
            /**
             * @description Nanoseconds; a string because it has 64 bits.
             * @example 0
             */
            duration: string;
            /**
             * @description When it ended, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 0
             */
            endedAt: string;
            /**
             * @description Where its storage has the other playlist.
             * @example
             */
            livePlaylistLocation: string;
            /**
             * @description The playlist of the last segments.
             * @example Test Room-live.m3u8
             */
            livePlaylistName: string;
            /**
             * @description Where its storage has the playlist.
             * @example
             */
            playlistLocation: string;
            /**
             * @description The playlist of all segments.
             * @example Test Room.m3u8
             */
            playlistName: string;
            /**
             * @description How many segments; a string because it has 64 bits.
             * @example 0
             */
            segmentCount: string;
            /**
             * @description Bytes; a string because it has 64 bits.
             * @example 0
             */
            size: string;
            /**
             * @description When it began, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 1763990825225000000
             */
            startedAt: string;
        };
        SegmentsOutputBody: {
            /**
             * @description Seconds of one segment. Absent: 6.
             * @example 4
             */
            duration?: number;
            /**
             * @description What segments and playlists are called. The name, without extension. It may use {room_name}, {room_id}, {time}, {publisher_identity}, {track_id}, {track_type} and {track_source}, where those are known.
             * @example {room_name}-{time}
             */
            name?: string;
        };
        SendDataBody: {
            /**
             * @description Any JSON value; participants receive its text in UTF-8.
             * @example {
             *       "text": "Hello"
             *     }
             */
            data: {
                [key: string]: unknown;
            } | unknown[] | string | number | boolean | null;
            /**
             * @description Only to these participants, who must be in the call. Absent or empty: to everybody.
             * @example [
             *       "Participant1"
             *     ]
             */
            destinationIdentities?: string[];
            /**
             * @description Whether it is sent again until it arrives; `false` is faster.
             * @default true
             * @example true
             */
            reliable?: boolean;
            /**
             * @description What receivers tell messages apart by.
             * @default chat
             * @example chat
             */
            topic?: string;
        };
        SendMessageBody: {
            /**
             * @description Messages as a socket would send them. Only changes of the storage (type 201) are taken.
             * @example [
             *       {
             *         "type": 201,
             *         "ops": [
             *           {
             *             "opId": "3:0",
             *             "type": 3,
             *             "id": "root",
             *             "data": {
             *               "title": "Plan"
             *             }
             *           }
             *         ]
             *       }
             *     ]
             */
            messages: {
                [key: string]: unknown;
            }[];
        };
        SetPresenceBody: {
            /**
             * @description The whole presence of the user.
             * @example {
             *       "status": "busy"
             *     }
             */
            data: {
                [key: string]: unknown;
            };
            /**
             * @description Seconds until the user is gone again, unless this is repeated.
             * @default 60
             * @example 60
             */
            ttl?: number;
            /**
             * @description Who is shown.
             * @example alice
             */
            userId: string;
            /**
             * @description What others see of the user.
             * @example {
             *       "name": "Bot"
             *     }
             */
            userInfo?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description The kind of file.
         * @enum {string}
         */
        ShownEgressFileType: "DEFAULT_FILETYPE" | "MP4" | "OGG" | "MP3";
        /**
         * @description The preset, where it is encoded by one.
         * @enum {string}
         */
        ShownEgressPreset: "H264_720P_30" | "H264_720P_60" | "H264_1080P_30" | "H264_1080P_60" | "PORTRAIT_H264_720P_30" | "PORTRAIT_H264_720P_60" | "PORTRAIT_H264_1080P_30" | "PORTRAIT_H264_1080P_60" | "PASSTHROUGH";
        ShownEncodingBody: {
            /**
             * @description Of the sound, in kbit/s.
             * @example 128
             */
            audioBitrate: number;
            /**
             * @description Of the sound.
             * @example DEFAULT_AC
             */
            audioCodec: components["schemas"]["EgressAudioCodec"];
            /**
             * @description Samples of sound in a second.
             * @example 44100
             */
            audioFrequency: number;
            /**
             * @description Quality of the sound, where the codec has one.
             * @example 0
             */
            audioQuality: number;
            /**
             * @description Bits of a pixel.
             * @example 24
             */
            depth: number;
            /**
             * @description Frames in a second.
             * @example 30
             */
            framerate: number;
            /**
             * @description Pixels.
             * @example 720
             */
            height: number;
            /**
             * Format: double
             * @description Seconds between key frames.
             * @example 4
             */
            keyFrameInterval: number;
            /**
             * @description Of the picture, in kbit/s.
             * @example 3000
             */
            videoBitrate: number;
            /**
             * @description Of the picture.
             * @example DEFAULT_VC
             */
            videoCodec: components["schemas"]["EgressVideoCodec"];
            /**
             * @description Quality of the picture, where the codec has one.
             * @example 0
             */
            videoQuality: number;
            /**
             * @description Pixels.
             * @example 1280
             */
            width: number;
        };
        ShownFileOutputBody: {
            /**
             * @description Whether no manifest is written; Foyer keeps its own books.
             * @example false
             */
            disableManifest: boolean;
            /**
             * @description Where it is written, in its storage.
             * @example /data/recordings/0b7e…/Test Room.mp4
             */
            filepath: string;
            /**
             * @description The kind of file.
             * @example MP4
             */
            fileType: components["schemas"]["ShownEgressFileType"];
        };
        ShownImagesOutputBody: {
            /**
             * @description Seconds between images; 0 for the default, 10.
             * @example 10
             */
            captureInterval: number;
            /**
             * @description Whether no manifest is written; Foyer keeps its own books.
             * @example false
             */
            disableManifest: boolean;
            /**
             * @description What the paths of images begin with.
             * @example /data/recordings/0b7e…/Test Room
             */
            filenamePrefix: string;
            /**
             * @description How images are told apart.
             * @example IMAGE_SUFFIX_INDEX
             */
            filenameSuffix: components["schemas"]["EgressImageSuffix"];
            /**
             * @description Pixels.
             * @example 360
             */
            height: number;
            /**
             * @description The kind of image.
             * @example IC_DEFAULT
             */
            imageCodec: components["schemas"]["EgressImageCodec"];
            /**
             * @description Pixels.
             * @example 640
             */
            width: number;
        };
        ShownParticipantBody: {
            /** @description How it is encoded, where that is not by a preset. */
            advanced?: components["schemas"]["ShownEncodingBody"];
            /** @description The files. */
            fileOutputs: components["schemas"]["ShownFileOutputBody"][];
            /**
             * @description Who is recorded.
             * @example Participant1
             */
            identity: string;
            /** @description The images. */
            imageOutputs: components["schemas"]["ShownImagesOutputBody"][];
            /**
             * @description The preset, where it is encoded by one.
             * @example H264_720P_30
             */
            preset?: components["schemas"]["ShownEgressPreset"];
            /**
             * @description The name of the call.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description Their screen instead of their camera.
             * @example false
             */
            screenShare: boolean;
            /** @description The segments. */
            segmentOutputs: components["schemas"]["ShownSegmentsOutputBody"][];
            /** @description The streams. */
            streamOutputs: components["schemas"]["ShownStreamOutputBody"][];
        };
        ShownRoomCompositeBody: {
            /** @description How it is encoded, where that is not by a preset. */
            advanced?: components["schemas"]["ShownEncodingBody"];
            /**
             * @description How sounds are mixed.
             * @example DEFAULT_MIXING
             */
            audioMixing: components["schemas"]["EgressAudioMixing"];
            /**
             * @description Only the sound.
             * @example false
             */
            audioOnly: boolean;
            /**
             * @description The page, where it is not the recorder's own.
             * @example
             */
            customBaseUrl: string;
            /** @description Deprecated by LiveKit, and not used by Foyer: the file. */
            file?: components["schemas"]["ShownFileOutputBody"];
            /** @description The files. */
            fileOutputs: components["schemas"]["ShownFileOutputBody"][];
            /** @description The images. */
            imageOutputs: components["schemas"]["ShownImagesOutputBody"][];
            /**
             * @description How the page shows the participants.
             * @example grid
             */
            layout: string;
            /**
             * @description The preset, where it is encoded by one.
             * @example H264_720P_30
             */
            preset?: components["schemas"]["ShownEgressPreset"];
            /**
             * @description The name of the call.
             * @example Test Room
             */
            roomName: string;
            /** @description The segments. */
            segmentOutputs: components["schemas"]["ShownSegmentsOutputBody"][];
            /** @description Deprecated by LiveKit, and not used by Foyer: the segments. */
            segments?: components["schemas"]["ShownSegmentsOutputBody"];
            /** @description Deprecated by LiveKit, and not used by Foyer: the stream. */
            stream?: components["schemas"]["ShownStreamOutputBody"];
            /** @description The streams. */
            streamOutputs: components["schemas"]["ShownStreamOutputBody"][];
            /**
             * @description Only the picture.
             * @example false
             */
            videoOnly: boolean;
        };
        ShownSegmentsOutputBody: {
            /**
             * @description Whether no manifest is written; Foyer keeps its own books.
             * @example false
             */
            disableManifest: boolean;
            /**
             * @description What the paths of segments begin with.
             * @example /data/recordings/0b7e…/Test Room
             */
            filenamePrefix: string;
            /**
             * @description How segments are told apart.
             * @example INDEX
             */
            filenameSuffix: components["schemas"]["EgressSegmentSuffix"];
            /**
             * @description The playlist of the last segments.
             * @example Test Room-live.m3u8
             */
            livePlaylistName: string;
            /**
             * @description The playlist of all segments.
             * @example Test Room.m3u8
             */
            playlistName: string;
            /**
             * @description The kind of playlist.
             * @example DEFAULT_SEGMENTED_FILE_PROTOCOL
             */
            protocol: components["schemas"]["EgressSegmentProtocol"];
            /**
             * @description Seconds of one segment; 0 for the default, 6.
             * @example 6
             */
            segmentDuration: number;
        };
        ShownStreamOutputBody: {
            /**
             * @description How it is sent.
             * @example RTMP
             */
            protocol: components["schemas"]["EgressStreamProtocol"];
            /**
             * @description Where to, without stream keys.
             * @example [
             *       "rtmp://live.example.com/app/{key}"
             *     ]
             */
            urls: string[];
        };
        ShownTrackCompositeBody: {
            /** @description How it is encoded, where that is not by a preset. */
            advanced?: components["schemas"]["ShownEncodingBody"];
            /**
             * @description The track of the sound.
             * @example TR_AMyzUAVuM4ezGp
             */
            audioTrackId: string;
            /** @description Deprecated by LiveKit, and not used by Foyer: the file. */
            file?: components["schemas"]["ShownFileOutputBody"];
            /** @description The files. */
            fileOutputs: components["schemas"]["ShownFileOutputBody"][];
            /** @description The images. */
            imageOutputs: components["schemas"]["ShownImagesOutputBody"][];
            /**
             * @description The preset, where it is encoded by one.
             * @example H264_720P_30
             */
            preset?: components["schemas"]["ShownEgressPreset"];
            /**
             * @description The name of the call.
             * @example Test Room
             */
            roomName: string;
            /** @description The segments. */
            segmentOutputs: components["schemas"]["ShownSegmentsOutputBody"][];
            /** @description Deprecated by LiveKit, and not used by Foyer: the segments. */
            segments?: components["schemas"]["ShownSegmentsOutputBody"];
            /** @description Deprecated by LiveKit, and not used by Foyer: the stream. */
            stream?: components["schemas"]["ShownStreamOutputBody"];
            /** @description The streams. */
            streamOutputs: components["schemas"]["ShownStreamOutputBody"][];
            /**
             * @description The track of the picture.
             * @example TR_VCajrASDbJ6ex9
             */
            videoTrackId: string;
        };
        ShownTrackEgressBody: {
            /** @description The file, where it goes into one. */
            file?: components["schemas"]["ShownTrackFileBody"];
            /**
             * @description The name of the call.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description The track.
             * @example TR_AMyzUAVuM4ezGp
             */
            trackId: string;
            /**
             * @description The WebSocket, where it goes to one.
             * @example wss://example.com/transcribe
             */
            websocketUrl?: string;
        };
        ShownTrackFileBody: {
            /**
             * @description Whether no manifest is written; Foyer keeps its own books.
             * @example false
             */
            disableManifest: boolean;
            /**
             * @description Where it is written, in its storage.
             * @example /data/recordings/0b7e…/alice.ogg
             */
            filepath: string;
        };
        ShownWebBody: {
            /** @description How it is encoded, where that is not by a preset. */
            advanced?: components["schemas"]["ShownEncodingBody"];
            /**
             * @description Only the sound.
             * @example false
             */
            audioOnly: boolean;
            /**
             * @description Whether it waits until the page says so.
             * @example false
             */
            awaitStartSignal: boolean;
            /** @description Deprecated by LiveKit, and not used by Foyer: the file. */
            file?: components["schemas"]["ShownFileOutputBody"];
            /** @description The files. */
            fileOutputs: components["schemas"]["ShownFileOutputBody"][];
            /** @description The images. */
            imageOutputs: components["schemas"]["ShownImagesOutputBody"][];
            /**
             * @description The preset, where it is encoded by one.
             * @example H264_720P_30
             */
            preset?: components["schemas"]["ShownEgressPreset"];
            /** @description The segments. */
            segmentOutputs: components["schemas"]["ShownSegmentsOutputBody"][];
            /** @description Deprecated by LiveKit, and not used by Foyer: the segments. */
            segments?: components["schemas"]["ShownSegmentsOutputBody"];
            /** @description Deprecated by LiveKit, and not used by Foyer: the stream. */
            stream?: components["schemas"]["ShownStreamOutputBody"];
            /** @description The streams. */
            streamOutputs: components["schemas"]["ShownStreamOutputBody"][];
            /**
             * @description The page.
             * @example https://example.com/dashboard
             */
            url: string;
            /**
             * @description Only the picture.
             * @example false
             */
            videoOnly: boolean;
        };
        SipCalleeBody: {
            /**
             * @description Whether callers must enter a PIN first. The PIN itself is never shown.
             * @example true
             */
            hasPin: boolean;
            /**
             * @description Whether something random follows the number that was called.
             * @example false
             */
            randomize: boolean;
            /**
             * @description What the name of the new room begins with; an underscore follows.
             * @example call
             */
            roomPrefix: string;
        };
        SipCalleeRequestBody: {
            /**
             * @description Digits that callers must enter first. Never shown again; `""` asks for none.
             * @example 4711
             */
            pin?: string;
            /**
             * @description Whether something random follows the number that was called.
             * @default false
             * @example false
             */
            randomize?: boolean;
            /**
             * @description What the name of the new room begins with; an underscore follows.
             * @example call
             */
            roomPrefix?: string;
        };
        SipCodecBody: {
            /**
             * @description Name, as in SDP.
             * @example PCMU
             */
            name: string;
            /**
             * @description Samples per second; 0 for any.
             * @example 8000
             */
            rate: number;
        };
        SipDirectBody: {
            /**
             * @description Whether callers must enter a PIN first. The PIN itself is never shown.
             * @example true
             */
            hasPin: boolean;
            /**
             * @description The room whose call callers come into.
             * @example Test Room
             */
            roomName: string;
        };
        SipDirectRequestBody: {
            /**
             * @description Digits that callers must enter first. Never shown again; `""` asks for none.
             * @example 4711
             */
            pin?: string;
            /**
             * @description The room whose call callers come into.
             * @example Test Room
             */
            roomName: string;
        };
        SipDispatchRuleAnswerBody: {
            /** @description The rule. */
            rule: components["schemas"]["SipDispatchRuleBody"];
        };
        SipDispatchRuleBody: {
            /**
             * @description Attributes of the participants that come by it.
             * @example {
             *       "team": "blue"
             *     }
             */
            attributes: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When it was created. Older LiveKit servers do not say.
             * @example 2025-11-24T13:27:05.225Z
             */
            createdAt?: string;
            /**
             * @description Whether the others do not see the caller's number.
             * @example false
             */
            hidePhoneNumber: boolean;
            /**
             * @description The numbers of callers that it is for; none: all.
             * @example []
             */
            inboundNumbers: string[];
            /**
             * @description Whether noise is taken out, on LiveKit Cloud.
             * @example false
             */
            krispEnabled: boolean;
            /** @description How sound is carried. */
            media?: components["schemas"]["SipMediaBody"];
            /**
             * @description Deprecated by LiveKit: what `media.encryption` says.
             * @example SIP_MEDIA_ENCRYPT_DISABLE
             */
            mediaEncryption: components["schemas"]["SipMediaEncryption"];
            /**
             * @description Metadata of the participants that come by it, which others in the call see.
             * @example
             */
            metadata: string;
            /**
             * @description A name for people.
             * @example Reception
             */
            name: string;
            /**
             * @description The called numbers that it is for; none: all.
             * @example [
             *       "+15105550100"
             *     ]
             */
            numbers: string[];
            /** @description What a call is opened with that a phone call opens. */
            roomConfig?: components["schemas"]["SipRoomConfigBody"];
            /**
             * @description A configuration of calls by its name, as LiveKit's own settings have them.
             * @example
             */
            roomPreset: string;
            /** @description Where callers come to. */
            rule?: components["schemas"]["SipRuleBody"];
            /**
             * @description Id of the rule.
             * @example SDR_hycBMAjmt6Ub
             */
            sipDispatchRuleId: string;
            /**
             * @description The inbound trunks that it is for; none: all.
             * @example [
             *       "ST_7CJTtThEnMYW"
             *     ]
             */
            trunkIds: string[];
            /**
             * Format: date-time
             * @description When it was last changed. Older LiveKit servers do not say.
             * @example 2025-11-24T13:27:05.225Z
             */
            updatedAt?: string;
        };
        SipDispatchRuleListBody: {
            /** @description The rules. */
            rules: components["schemas"]["SipDispatchRuleBody"][];
        };
        /**
         * @description Which headers of the other side become attributes of the participant, as `sip.h.…`.
         * @enum {string}
         */
        SipHeaderOption: "SIP_NO_HEADERS" | "SIP_X_HEADERS" | "SIP_ALL_HEADERS";
        SipInboundTrunkAnswerBody: {
            /** @description The trunk. */
            trunk: components["schemas"]["SipInboundTrunkBody"];
        };
        SipInboundTrunkBody: {
            /**
             * @description Addresses, ranges and hosts that calls may come from; none: from anywhere.
             * @example [
             *       "203.0.113.0/24"
             *     ]
             */
            allowedAddresses: string[];
            /**
             * @description Numbers that may call; none: any number.
             * @example []
             */
            allowedNumbers: string[];
            /**
             * @description Attributes of the participant, and the headers that they become where LiveKit hangs up or hands the call on.
             * @example {
             *       "outcome": "X-Outcome"
             *     }
             */
            attributesToHeaders: {
                [key: string]: string;
            };
            /**
             * @description The realm that they are asked for; empty: LiveKit's own.
             * @example
             */
            authRealm: string;
            /**
             * @description Whom callers must prove to be; empty: nobody.
             * @example acme
             */
            authUsername: string;
            /**
             * Format: date-time
             * @description When it was created. Older LiveKit servers do not say.
             * @example 2025-11-24T13:27:05.225Z
             */
            createdAt?: string;
            /**
             * @description Whether it has a password. The password itself is never shown.
             * @example true
             */
            hasAuthPassword: boolean;
            /**
             * @description Headers that LiveKit answers a call with.
             * @example {
             *       "X-Source": "foyer"
             *     }
             */
            headers: {
                [key: string]: string;
            };
            /**
             * @description Headers of the call, and the attributes of the participant that they become.
             * @example {
             *       "X-Customer": "customer"
             *     }
             */
            headersToAttributes: {
                [key: string]: string;
            };
            /**
             * @description Which headers of the other side become attributes of the participant, as `sip.h.…`.
             * @example SIP_NO_HEADERS
             */
            includeHeaders: components["schemas"]["SipHeaderOption"];
            /**
             * @description Whether noise is taken out, on LiveKit Cloud.
             * @example false
             */
            krispEnabled: boolean;
            /**
             * @description How long a call lasts at most, as LiveKit writes durations; absent: LiveKit's default.
             * @example 3600s
             */
            maxCallDuration?: string;
            /** @description How sound is carried. */
            media?: components["schemas"]["SipMediaBody"];
            /**
             * @description Deprecated by LiveKit: what `media.encryption` says.
             * @example SIP_MEDIA_ENCRYPT_DISABLE
             */
            mediaEncryption: components["schemas"]["SipMediaEncryption"];
            /**
             * @description Anything of yours.
             * @example
             */
            metadata: string;
            /**
             * @description A name for people.
             * @example Reception
             */
            name: string;
            /**
             * @description The numbers that it takes calls to; none: to any number.
             * @example [
             *       "+15105550100"
             *     ]
             */
            numbers: string[];
            /**
             * @description How long a caller waits for somebody who can be heard, as LiveKit writes durations; absent: LiveKit's default.
             * @example 30s
             */
            ringingTimeout?: string;
            /**
             * @description Id of the trunk.
             * @example ST_7CJTtThEnMYW
             */
            sipTrunkId: string;
            /**
             * Format: date-time
             * @description When it was last changed. Older LiveKit servers do not say.
             * @example 2025-11-24T13:27:05.225Z
             */
            updatedAt?: string;
        };
        SipInboundTrunkListBody: {
            /** @description The trunks. */
            trunks: components["schemas"]["SipInboundTrunkBody"][];
        };
        SipIndividualBody: {
            /**
             * @description Whether callers must enter a PIN first. The PIN itself is never shown.
             * @example true
             */
            hasPin: boolean;
            /**
             * @description Whether the name ends with the number of the caller.
             * @example false
             */
            noRandomness: boolean;
            /**
             * @description What the name of the new room begins with; an underscore follows.
             * @example call
             */
            roomPrefix: string;
        };
        SipIndividualRequestBody: {
            /**
             * @description Whether the name ends with the number of the caller.
             * @default false
             * @example false
             */
            noRandomness?: boolean;
            /**
             * @description Digits that callers must enter first. Never shown again; `""` asks for none.
             * @example 4711
             */
            pin?: string;
            /**
             * @description What the name of the new room begins with; an underscore follows.
             * @example call
             */
            roomPrefix?: string;
        };
        SipMediaBody: {
            /** @description Codecs in the order in which they are preferred. */
            codecs: components["schemas"]["SipCodecBody"][];
            /**
             * @description Whether the sound is encrypted on its way (SRTP).
             * @example SIP_MEDIA_ENCRYPT_ALLOW
             */
            encryption?: components["schemas"]["SipMediaEncryption"];
            /**
             * @description How long nothing may be heard of the other side before the call is ended, as LiveKit writes durations; absent: LiveKit's default.
             * @example 15s
             */
            mediaTimeout?: string;
            /**
             * @description Whether nothing but `codecs` may be used.
             * @example false
             */
            onlyListedCodecs: boolean;
        };
        /**
         * @description Whether the sound is encrypted on its way (SRTP).
         * @enum {string}
         */
        SipMediaEncryption: "SIP_MEDIA_ENCRYPT_DISABLE" | "SIP_MEDIA_ENCRYPT_ALLOW" | "SIP_MEDIA_ENCRYPT_REQUIRE";
        SipMediaRequestBody: {
            /**
             * @description Codecs in the order in which they are preferred.
             * @example [
             *       {
             *         "name": "PCMU",
             *         "rate": 8000
             *       }
             *     ]
             */
            codecs?: {
                name: string;
                rate?: number;
            }[];
            /**
             * @description Whether the sound is encrypted on its way (SRTP).
             * @example SIP_MEDIA_ENCRYPT_ALLOW
             */
            encryption?: components["schemas"]["SipMediaEncryption"];
            /**
             * @description How long nothing may be heard of the other side before the call is ended, in whole seconds; 0: LiveKit's default.
             * @example 15
             */
            mediaTimeout?: number;
            /**
             * @description Whether nothing but `codecs` may be used.
             * @default false
             * @example false
             */
            onlyListedCodecs?: boolean;
        };
        SipOutboundConfigBody: {
            /**
             * @description Attributes of the participant, and the headers that they become where LiveKit hangs up or hands the call on.
             * @example {
             *       "outcome": "X-Outcome"
             *     }
             */
            attributesToHeaders?: {
                [key: string]: string;
            };
            /**
             * @description What it proves that with. Never shown again.
             * @example a-secret-of-the-trunk
             */
            authPassword?: string;
            /**
             * @description Whom LiveKit proves to be; empty: nobody.
             * @example acme
             */
            authUsername?: string;
            /**
             * @description Where calls end, in two letters; LiveKit Cloud finds its way by it. Empty: anywhere.
             * @example US
             */
            destinationCountry?: string;
            /**
             * @description The host that calls seem to come from; empty: the address of the SIP service.
             * @example pbx.example.com
             */
            fromHost?: string;
            /**
             * @description Headers of the answer, and the attributes of the participant that they become.
             * @example {
             *       "X-Customer": "customer"
             *     }
             */
            headersToAttributes?: {
                [key: string]: string;
            };
            /**
             * @description Where calls are sent: the host of the provider's SIP server, with a port where it is no usual one.
             * @example sip.example.com:5060
             */
            hostname: string;
            /**
             * @description How the other side is reached.
             * @example SIP_TRANSPORT_AUTO
             */
            transport?: components["schemas"]["SipTransport"];
        };
        SipOutboundTrunkAnswerBody: {
            /** @description The trunk. */
            trunk: components["schemas"]["SipOutboundTrunkBody"];
        };
        SipOutboundTrunkBody: {
            /**
             * @description Where calls are sent: the host of the provider's SIP server, with a port where it is no usual one.
             * @example sip.example.com:5060
             */
            address: string;
            /**
             * @description Attributes of the participant, and the headers that they become where LiveKit hangs up or hands the call on.
             * @example {
             *       "outcome": "X-Outcome"
             *     }
             */
            attributesToHeaders: {
                [key: string]: string;
            };
            /**
             * @description Whom LiveKit proves to be; empty: nobody.
             * @example acme
             */
            authUsername: string;
            /**
             * Format: date-time
             * @description When it was created. Older LiveKit servers do not say.
             * @example 2025-11-24T13:27:05.225Z
             */
            createdAt?: string;
            /**
             * @description Where calls end, in two letters; LiveKit Cloud finds its way by it. Empty: anywhere.
             * @example US
             */
            destinationCountry: string;
            /**
             * @description The host that calls seem to come from; empty: the address of the SIP service.
             * @example pbx.example.com
             */
            fromHost: string;
            /**
             * @description Whether it has a password. The password itself is never shown.
             * @example true
             */
            hasAuthPassword: boolean;
            /**
             * @description Headers of every call.
             * @example {
             *       "X-Source": "foyer"
             *     }
             */
            headers: {
                [key: string]: string;
            };
            /**
             * @description Headers of the answer, and the attributes of the participant that they become.
             * @example {
             *       "X-Customer": "customer"
             *     }
             */
            headersToAttributes: {
                [key: string]: string;
            };
            /**
             * @description Which headers of the other side become attributes of the participant, as `sip.h.…`.
             * @example SIP_NO_HEADERS
             */
            includeHeaders: components["schemas"]["SipHeaderOption"];
            /** @description How sound is carried. */
            media?: components["schemas"]["SipMediaBody"];
            /**
             * @description Deprecated by LiveKit: what `media.encryption` says.
             * @example SIP_MEDIA_ENCRYPT_DISABLE
             */
            mediaEncryption: components["schemas"]["SipMediaEncryption"];
            /**
             * @description Anything of yours.
             * @example
             */
            metadata: string;
            /**
             * @description A name for people.
             * @example Provider
             */
            name: string;
            /**
             * @description The numbers to call from; one of them is taken at random where a call names none.
             * @example [
             *       "+15105550100"
             *     ]
             */
            numbers: string[];
            /**
             * @description Id of the trunk.
             * @example ST_AMyzUAVuM4ez
             */
            sipTrunkId: string;
            /**
             * @description How the other side is reached.
             * @example SIP_TRANSPORT_AUTO
             */
            transport: components["schemas"]["SipTransport"];
            /**
             * Format: date-time
             * @description When it was last changed. Older LiveKit servers do not say.
             * @example 2025-11-24T13:27:05.225Z
             */
            updatedAt?: string;
        };
        SipOutboundTrunkListBody: {
            /** @description The trunks. */
            trunks: components["schemas"]["SipOutboundTrunkBody"][];
        };
        SipParticipantAnswerBody: {
            /** @description Who was called into the call. */
            participant: components["schemas"]["SipParticipantBody"];
        };
        SipParticipantBody: {
            /**
             * @description Id of this visit to the call.
             * @example PA_7CJTtThEnMYW
             */
            participantId: string;
            /**
             * @description Who the called one is in the call.
             * @example phone-of-bob
             */
            participantIdentity: string;
            /**
             * @description The name of the call, which is the id of its room.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description Id of the call over SIP.
             * @example SCL_hycBMAjmt6Ub
             */
            sipCallId: string;
        };
        SipRoomAgentBody: {
            /**
             * @description The name under which the agent is registered at LiveKit.
             * @example transcriber
             */
            agentName: string;
            /**
             * @description Attributes that are handed to the agent with its job.
             * @example {}
             */
            attributes: {
                [key: string]: string;
            };
            /**
             * @description Which deployment of the agent is meant, on LiveKit Cloud.
             * @example
             */
            deployment: string;
            /**
             * @description What is handed to the agent with its job.
             * @example
             */
            metadata: string;
            /**
             * @description Whether LiveKit Cloud starts a job again that failed.
             * @example JRP_ON_FAILURE
             */
            restartPolicy: components["schemas"]["AgentJobRestartPolicy"];
        };
        SipRoomConfigBody: {
            /** @description Agents that are called into it. */
            agents: components["schemas"]["SipRoomAgentBody"][];
            /**
             * @description Seconds that it stays open after the last one left; 0: the default.
             * @example 20
             */
            departureTimeout: number;
            /**
             * @description Seconds that it stays open before anybody joins; 0: the default.
             * @example 300
             */
            emptyTimeout: number;
            /**
             * @description How many participants at most; 0: the default.
             * @example 0
             */
            maxParticipants: number;
            /**
             * @description The same at most; 0: LiveKit's default.
             * @example 0
             */
            maxPlayoutDelay: number;
            /**
             * @description Metadata of the call, which its participants see.
             * @example
             */
            metadata: string;
            /**
             * @description Milliseconds that receivers hold media back at least.
             * @example 0
             */
            minPlayoutDelay: number;
            /**
             * @description Name of this configuration.
             * @example
             */
            name: string;
            /**
             * @description Keeps audio and video of a participant together.
             * @example false
             */
            syncStreams: boolean;
            /**
             * @description Tags of the call, on LiveKit Cloud.
             * @example {}
             */
            tags: {
                [key: string]: string;
            };
        };
        SipRoomConfigRequestBody: {
            /**
             * @description Agents that are called into it.
             * @example [
             *       {
             *         "agentName": "transcriber",
             *         "metadata": "{\"language\":\"en\"}"
             *       }
             *     ]
             */
            agents?: components["schemas"]["RoomAgentRequestBody"][];
            /**
             * @description Seconds that it stays open after the last one left; 0: the default.
             * @example 20
             */
            departureTimeout?: number;
            /**
             * @description Seconds that it stays open before anybody joins; 0: the default.
             * @example 300
             */
            emptyTimeout?: number;
            /**
             * @description How many participants at most; 0: the default.
             * @example 0
             */
            maxParticipants?: number;
            /**
             * @description The same at most; 0: LiveKit's default.
             * @example 0
             */
            maxPlayoutDelay?: number;
            /**
             * @description Metadata of the call, which its participants see.
             * @example
             */
            metadata?: string;
            /**
             * @description Milliseconds that receivers hold media back at least.
             * @example 0
             */
            minPlayoutDelay?: number;
            /**
             * @description Keeps audio and video of a participant together.
             * @example false
             */
            syncStreams?: boolean;
            /**
             * @description Tags of the call, on LiveKit Cloud.
             * @example {}
             */
            tags?: {
                [key: string]: string;
            };
        };
        SipRuleBody: {
            /** @description Callers come into a call that is named by the number that they called. */
            dispatchRuleCallee?: components["schemas"]["SipCalleeBody"];
            /** @description Everybody comes into the call of one room. */
            dispatchRuleDirect?: components["schemas"]["SipDirectBody"];
            /** @description Each caller comes into a call alone, named by the number of the caller. */
            dispatchRuleIndividual?: components["schemas"]["SipIndividualBody"];
        };
        SipRuleRequestBody: {
            /** @description Callers come into a call that is named by the number that they called. */
            dispatchRuleCallee?: components["schemas"]["SipCalleeRequestBody"];
            /** @description Everybody comes into the call of one room. */
            dispatchRuleDirect?: components["schemas"]["SipDirectRequestBody"];
            /** @description Each caller comes into a call alone, named by the number of the caller. */
            dispatchRuleIndividual?: components["schemas"]["SipIndividualRequestBody"];
        };
        /**
         * @description How the other side is reached.
         * @enum {string}
         */
        SipTransport: "SIP_TRANSPORT_AUTO" | "SIP_TRANSPORT_UDP" | "SIP_TRANSPORT_TCP" | "SIP_TRANSPORT_TLS";
        StoragePatchedBody: Record<string, never>;
        StorageProfileBody: {
            /**
             * @description By which egresses name it.
             * @example archive
             */
            name: string;
            /**
             * @description Its settings, without credentials.
             * @example {
             *       "bucket": "recordings",
             *       "region": "eu-central-1",
             *       "prefix": "foyer"
             *     }
             */
            settings: {
                [key: string]: unknown;
            };
            /**
             * @description Whether it is set by the configuration, or here.
             * @example database
             */
            source: components["schemas"]["StorageProfileSource"];
            /**
             * @description What kind of storage it is.
             * @example s3
             */
            type: components["schemas"]["StorageType"];
            /**
             * Format: date-time
             * @description When it was last set; `null` for those of the configuration.
             * @example 2026-08-22T15:10:25.225Z
             */
            updatedAt: string | null;
        };
        StorageProfileListBody: {
            /** @description The profiles. */
            data: components["schemas"]["StorageProfileBody"][];
        };
        /**
         * @description Whether it is set by the configuration, or here.
         * @enum {string}
         */
        StorageProfileSource: "configuration" | "database";
        StorageTicketBody: {
            /**
             * Format: date-time
             * @description When it expires.
             * @example 2026-08-22T16:10:25.000Z
             */
            expiresAt: string;
            /**
             * @description Token for the document: hand it to `createClient` of the official client.
             * @example eyJhbGciOiJFUzI1NiJ9.eyJrIjoiYWNjIn0.c2lnbmF0dXJl
             */
            token: string;
        };
        /**
         * @description What kind of storage it is.
         * @enum {string}
         */
        StorageType: "local" | "s3" | "azure" | "gcs";
        StreamEgressBody: {
            /**
             * @description Only the sound.
             * @default false
             * @example false
             */
            audioOnly?: boolean;
            /**
             * @description A page of your own that takes the place of the recorder's.
             * @example https://example.com/recording-page
             */
            customBaseUrl?: string;
            /** @description Absent: the preset H264_720P_30. */
            encoding?: components["schemas"]["EncodingBody"];
            /**
             * @description How the page shows the participants: `grid`, `speaker` or `single-speaker`, each also with `-light` or `-dark`; or a word that a page of your own knows.
             * @default grid
             * @example speaker
             */
            layout?: string;
            /** @description What is written beside the stream. Absent: nothing. */
            output?: components["schemas"]["EgressOutputBody"];
            /**
             * @description The name of the call, which must be open.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description Where the call is streamed to: an address of RTMP or SRT.
             * @example rtmp://live.example.com/app/stream-key
             */
            streamUrl: string;
            /**
             * @description Only the picture.
             * @default false
             * @example false
             */
            videoOnly?: boolean;
        };
        StreamInfoBody: {
            /**
             * @description Nanoseconds; a string because it has 64 bits.
             * @example 0
             */
            duration: string;
            /**
             * @description When it ended, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 0
             */
            endedAt: string;
            /**
             * @description Why it failed, where it did.
             * @example
             */
            error: string;
            /**
             * @description When it was last tried again, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 0
             */
            lastRetryAt: string;
            /**
             * @description How often it was tried again.
             * @example 0
             */
            retries: number;
            /**
             * @description When it began, in nanoseconds since 1970; a string because it has 64 bits.
             * @example 1763990825225000000
             */
            startedAt: string;
            /**
             * @description How it goes.
             * @example ACTIVE
             */
            status: components["schemas"]["EgressStreamStatus"];
            /**
             * @description Where to, without stream key.
             * @example rtmp://live.example.com/app/{key}
             */
            url: string;
        };
        StreamInfoListBody: {
            /** @description The streams. */
            info: components["schemas"]["StreamInfoBody"][];
        };
        SubscriptionsBody: {
            /**
             * @description Tracks that somebody in the call sends.
             * @example [
             *       "TR_AMyzUAVuM4ezGp"
             *     ]
             */
            trackIds: string[];
        };
        TimedVersionBody: {
            /**
             * @description Counts changes within one microsecond.
             * @example 0
             */
            ticks: number;
            /**
             * @description Microseconds since 1970, as a string because it has 64 bits.
             * @example 1763990825225000
             */
            unixMicro: string;
        };
        TokenBody: {
            /**
             * @description A JWT, signed with ES256.
             * @example eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6Ii4uLiJ9.eyJrIjoiYWNjIn0.c2lnbmF0dXJl
             */
            token: string;
        };
        /**
         * @description The kind of token: `access` carries its permissions, `id` only says who the user is, `room` is bound to one room.
         * @enum {string}
         */
        TokenKind: "access" | "id" | "room";
        TrackAnswerBody: {
            /** @description The track. */
            track: components["schemas"]["TrackBody"];
        };
        TrackBody: {
            /**
             * @description What is special about the audio.
             * @example [
             *       "TF_NO_DTX"
             *     ]
             */
            audioFeatures: components["schemas"]["AudioTrackFeature"][];
            /**
             * @description What happens where somebody cannot play the first codec.
             * @example PREFER_REGRESSION
             */
            backupCodecPolicy: components["schemas"]["BackupCodecPolicy"];
            /** @description The codecs in which it is sent. */
            codecs: components["schemas"]["TrackCodecBody"][];
            /**
             * @description Deprecated by LiveKit: whether silence is sent like sound.
             * @example false
             */
            disableDtx: boolean;
            /**
             * @description Whether audio is sent without redundancy.
             * @example false
             */
            disableRed: boolean;
            /**
             * @description How it is encrypted from end to end.
             * @example NONE
             */
            encryption: components["schemas"]["TrackEncryption"];
            /**
             * @description Original height in pixels; 0 for audio.
             * @example 720
             */
            height: number;
            /** @description Deprecated by LiveKit: the sizes in which it is sent; see `codecs`. */
            layers: components["schemas"]["VideoLayerBody"][];
            /**
             * @description Its media section in the publisher's session description.
             * @example 1
             */
            mid: string;
            /**
             * @description MIME type of its first codec.
             * @example video/VP8
             */
            mimeType: string;
            /**
             * @description Whether it is muted, be it by its publisher or from here.
             * @example false
             */
            muted: boolean;
            /**
             * @description The name that its publisher gave it.
             * @example camera
             */
            name: string;
            /**
             * @description What is sent along at the end of its packets.
             * @example []
             */
            packetTrailerFeatures: components["schemas"]["PacketTrailerFeature"][];
            /**
             * @description Id of the track.
             * @example TR_VCbBuqDGPFU3tL
             */
            sid: string;
            /**
             * @description Deprecated by LiveKit: whether it is sent in several sizes.
             * @example true
             */
            simulcast: boolean;
            /**
             * @description Where it comes from.
             * @example CAMERA
             */
            source: components["schemas"]["TrackSource"];
            /**
             * @description Deprecated by LiveKit: whether the audio is stereo.
             * @example false
             */
            stereo: boolean;
            /**
             * @description Tracks of one stream are played in step.
             * @example camera
             */
            stream: string;
            /**
             * @description What it carries.
             * @example VIDEO
             */
            type: components["schemas"]["TrackType"];
            /** @description Version of this state. */
            version?: components["schemas"]["TimedVersionBody"];
            /**
             * @description Original width in pixels; 0 for audio.
             * @example 1280
             */
            width: number;
        };
        TrackCodecBody: {
            /**
             * @description The id that the client gave it.
             * @example TR_VCbBuqDGPFU3tL
             */
            cid: string;
            /** @description The sizes in which it is sent. */
            layers: components["schemas"]["VideoLayerBody"][];
            /**
             * @description Its media section in the session description.
             * @example 1
             */
            mid: string;
            /**
             * @description MIME type.
             * @example video/VP8
             */
            mimeType: string;
            /**
             * @description The id that the session description gives it, where that is another.
             * @example
             */
            sdpCid: string;
            /**
             * @description How sizes share streams.
             * @example ONE_SPATIAL_LAYER_PER_STREAM
             */
            videoLayerMode: components["schemas"]["VideoLayerMode"];
        };
        TrackCompositeEgressBody: {
            /**
             * @description The track of the sound.
             * @example TR_AMyzUAVuM4ezGp
             */
            audioTrackId?: string;
            /** @description Absent: the preset H264_720P_30. */
            encoding?: components["schemas"]["EncodingBody"];
            /** @description What is written, and where. Absent: one file in the default storage. */
            output?: components["schemas"]["EgressOutputBody"];
            /**
             * @description The name of the call, which must be open.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description The track of the picture. At least one of the two tracks is needed.
             * @example TR_AMyzUAVuM4ezGp
             */
            videoTrackId?: string;
        };
        TrackEgressBody: {
            /** @description Where the file goes. */
            output?: components["schemas"]["TrackOutputBody"];
            /**
             * @description The name of the call, which must be open.
             * @example Test Room
             */
            roomName: string;
            /**
             * @description The track, which is written as it comes, without encoding it anew.
             * @example TR_AMyzUAVuM4ezGp
             */
            trackId: string;
            /**
             * @description A WebSocket that gets the sound as PCM, instead of a file. For tracks of audio.
             * @example wss://example.com/transcribe
             */
            websocketUrl?: string;
        };
        /**
         * @description How it is encrypted from end to end.
         * @enum {string}
         */
        TrackEncryption: "NONE" | "GCM" | "CUSTOM";
        TrackOutputBody: {
            /**
             * @description The name, without extension. It may use {room_name}, {room_id}, {time}, {publisher_identity}, {track_id}, {track_type} and {track_source}, where those are known.
             * @example {publisher_identity}-{track_source}-{time}
             */
            name?: string;
            /**
             * @description The name of the storage profile that the file goes to. Absent: the default one.
             * @example local
             */
            storage?: string;
        };
        /**
         * @description Where it comes from.
         * @enum {string}
         */
        TrackSource: "UNKNOWN" | "CAMERA" | "MICROPHONE" | "SCREEN_SHARE" | "SCREEN_SHARE_AUDIO";
        /**
         * @description Only these kinds of tracks.
         * @enum {string}
         */
        TrackSourceName: "camera" | "microphone" | "screen_share" | "screen_share_audio";
        /**
         * @description What it carries.
         * @enum {string}
         */
        TrackType: "AUDIO" | "VIDEO" | "DATA";
        TransferSipCallBody: {
            /**
             * @description Headers of the request to hand it on.
             * @example {
             *       "X-Case": "42"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Whether those who wait hear it ring.
             * @default false
             * @example true
             */
            playDialtone?: boolean;
            /**
             * @description How long the other side may take, in whole seconds; 0: 30 seconds.
             * @example 30
             */
            ringingTimeout?: number;
            /**
             * @description Whom to hand the call to: `tel:` with a number, or `sip:` with an address.
             * @example tel:+15105550188
             */
            transferTo: string;
        };
        UpdateIngressBody: {
            /** @description How audio is sent into the call. Replaces all that was set for it. */
            audio?: components["schemas"]["IngressAudioBody"];
            /**
             * @description Whether it takes streams; `false` turns every publisher away.
             * @example true
             */
            enabled?: boolean;
            /**
             * @description Whether media is decoded and encoded anew; `false` for WHIP alone.
             * @example true
             */
            enableTranscoding?: boolean;
            /**
             * @description A name for people to tell ingresses apart by.
             * @example updated-ingress
             */
            name?: string;
            /**
             * @description Who the stream is in the call.
             * @example Ingress-Participant
             */
            participantIdentity?: string;
            /**
             * @description The metadata that others in the call see.
             * @example {"stage":"main"}
             */
            participantMetadata?: string;
            /**
             * @description The name that others in the call see.
             * @example Stage camera
             */
            participantName?: string;
            /**
             * @description The call to send to from now on: its name is the id of its room.
             * @example Test Room
             */
            roomName?: string;
            /** @description How video is sent into the call. Replaces all that was set for it. */
            video?: components["schemas"]["IngressVideoBody"];
        };
        UpdateLayoutBody: {
            /**
             * @description The new layout of a room composite.
             * @example speaker
             */
            layout: string;
        };
        UpdateParticipantBody: {
            /**
             * @description Attributes to set; `""` removes one; those that are not named stay.
             * @example {
             *       "team": "blue",
             *       "mood": ""
             *     }
             */
            attributes?: {
                [key: string]: string;
            };
            /**
             * @description The new metadata. LiveKit ignores `""`: the answer then holds what it still is.
             * @example {"team":"blue"}
             */
            metadata?: string;
            /**
             * @description The new name. LiveKit ignores `""`: the answer then holds what it still is.
             * @example Alice
             */
            name?: string;
            /** @description Rights to change in this visit to the call. For more than the room's accesses and roles give, change those: what goes beyond them may be taken back at any time. */
            permission?: components["schemas"]["PermissionPatchBody"];
        };
        UpdateRoomBody: {
            /**
             * @description Replaces the list; `null` makes the room private.
             * @example [
             *       "room:read"
             *     ]
             */
            defaultAccesses?: components["schemas"]["Permission"][] | null;
            /**
             * @description Groups to set, `null` to remove one. Also read from `groups_accesses`.
             * @example {
             *       "product": [
             *         "room:read"
             *       ],
             *       "sales": null
             *     }
             */
            groupsAccesses?: {
                [key: string]: components["schemas"]["Permission"][] | null;
            } | null;
            /** @description Settings of calls to change, `null` to remove one; `null` for all removes all. */
            media?: components["schemas"]["MediaPatchBody"] | null;
            /**
             * @description Entries to set, `null` to remove one; `null` for all removes all.
             * @example {
             *       "color": "red",
             *       "tags": null
             *     }
             */
            metadata?: {
                [key: string]: string | string[] | null;
            } | null;
            /**
             * @description Users to set, `null` to remove one. Also read from `users_accesses`.
             * @example {
             *       "alice": [
             *         "room:write"
             *       ],
             *       "bob": null
             *     }
             */
            usersAccesses?: {
                [key: string]: components["schemas"]["Permission"][] | null;
            } | null;
        };
        UpdateSipDispatchRuleBody: {
            /**
             * @description Attributes of the participants that come by it.
             * @example {
             *       "team": "blue"
             *     }
             */
            attributes?: {
                [key: string]: string;
            };
            /**
             * @description Whether the others do not see the caller's number.
             * @example false
             */
            hidePhoneNumber?: boolean;
            /**
             * @description The numbers of callers that it is for; none: all.
             * @example []
             */
            inboundNumbers?: string[];
            /**
             * @description Whether noise is taken out, on LiveKit Cloud.
             * @example false
             */
            krispEnabled?: boolean;
            /** @description How sound is to be carried. */
            media?: components["schemas"]["SipMediaRequestBody"];
            /**
             * @description Metadata of the participants that come by it, which others in the call see.
             * @example
             */
            metadata?: string;
            /**
             * @description A name for people.
             * @example Reception
             */
            name?: string;
            /**
             * @description The called numbers that it is for; none: all.
             * @example [
             *       "+15105550100"
             *     ]
             */
            numbers?: string[];
            /** @description What a call is to be opened with, where a phone call opens it. */
            roomConfig?: components["schemas"]["SipRoomConfigRequestBody"];
            /**
             * @description A configuration of calls by its name, as LiveKit's own settings have them.
             * @example
             */
            roomPreset?: string;
            /** @description Where callers come to. A PIN stays unless another one is sent. */
            rule?: components["schemas"]["SipRuleRequestBody"];
            /**
             * @description The inbound trunks that it is for; none: all.
             * @example [
             *       "ST_7CJTtThEnMYW"
             *     ]
             */
            trunkIds?: string[];
        };
        UpdateSipInboundTrunkBody: {
            /**
             * @description Addresses, ranges and hosts that calls may come from; none: from anywhere.
             * @example [
             *       "203.0.113.0/24"
             *     ]
             */
            allowedAddresses?: string[];
            /**
             * @description Numbers that may call; none: any number.
             * @example []
             */
            allowedNumbers?: string[];
            /**
             * @description Attributes of the participant, and the headers that they become where LiveKit hangs up or hands the call on.
             * @example {
             *       "outcome": "X-Outcome"
             *     }
             */
            attributesToHeaders?: {
                [key: string]: string;
            };
            /**
             * @description What they prove it with; goes with `authUsername`. Never shown again.
             * @example a-secret-of-the-trunk
             */
            authPassword?: string;
            /**
             * @description The realm that they are asked for; empty: LiveKit's own.
             * @example
             */
            authRealm?: string;
            /**
             * @description Whom callers must prove to be; empty: nobody.
             * @example acme
             */
            authUsername?: string;
            /**
             * @description Headers that LiveKit answers a call with.
             * @example {
             *       "X-Source": "foyer"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Headers of the call, and the attributes of the participant that they become.
             * @example {
             *       "X-Customer": "customer"
             *     }
             */
            headersToAttributes?: {
                [key: string]: string;
            };
            /**
             * @description Which headers of the other side become attributes of the participant, as `sip.h.…`.
             * @example SIP_NO_HEADERS
             */
            includeHeaders?: components["schemas"]["SipHeaderOption"];
            /**
             * @description Whether noise is taken out, on LiveKit Cloud.
             * @example false
             */
            krispEnabled?: boolean;
            /**
             * @description How long a call lasts at most, in whole seconds; 0: LiveKit's default.
             * @example 3600
             */
            maxCallDuration?: number;
            /** @description How sound is to be carried. */
            media?: components["schemas"]["SipMediaRequestBody"];
            /**
             * @description Anything of yours.
             * @example
             */
            metadata?: string;
            /**
             * @description A name for people.
             * @example Reception
             */
            name?: string;
            /**
             * @description The numbers that it takes calls to; none: to any number.
             * @example [
             *       "+15105550100"
             *     ]
             */
            numbers?: string[];
            /**
             * @description How long a caller waits for somebody who can be heard, in whole seconds; 0: LiveKit's default.
             * @example 30
             */
            ringingTimeout?: number;
        };
        UpdateSipOutboundTrunkBody: {
            /**
             * @description Where calls are sent: the host of the provider's SIP server, with a port where it is no usual one.
             * @example sip.example.com:5060
             */
            address?: string;
            /**
             * @description Attributes of the participant, and the headers that they become where LiveKit hangs up or hands the call on.
             * @example {
             *       "outcome": "X-Outcome"
             *     }
             */
            attributesToHeaders?: {
                [key: string]: string;
            };
            /**
             * @description What it proves that with. Never shown again.
             * @example a-secret-of-the-trunk
             */
            authPassword?: string;
            /**
             * @description Whom LiveKit proves to be; empty: nobody.
             * @example acme
             */
            authUsername?: string;
            /**
             * @description Where calls end, in two letters; LiveKit Cloud finds its way by it. Empty: anywhere.
             * @example US
             */
            destinationCountry?: string;
            /**
             * @description The host that calls seem to come from; empty: the address of the SIP service.
             * @example pbx.example.com
             */
            fromHost?: string;
            /**
             * @description Headers of every call.
             * @example {
             *       "X-Source": "foyer"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Headers of the answer, and the attributes of the participant that they become.
             * @example {
             *       "X-Customer": "customer"
             *     }
             */
            headersToAttributes?: {
                [key: string]: string;
            };
            /**
             * @description Which headers of the other side become attributes of the participant, as `sip.h.…`.
             * @example SIP_NO_HEADERS
             */
            includeHeaders?: components["schemas"]["SipHeaderOption"];
            /** @description How sound is to be carried. */
            media?: components["schemas"]["SipMediaRequestBody"];
            /**
             * @description Anything of yours.
             * @example
             */
            metadata?: string;
            /**
             * @description A name for people.
             * @example Provider
             */
            name?: string;
            /**
             * @description The numbers to call from; one of them is taken at random where a call names none.
             * @example [
             *       "+15105550100"
             *     ]
             */
            numbers?: string[];
            /**
             * @description How the other side is reached.
             * @example SIP_TRANSPORT_AUTO
             */
            transport?: components["schemas"]["SipTransport"];
        };
        UpdateStreamsBody: {
            /**
             * @description Where it is streamed to from now on, too.
             * @example [
             *       "rtmp://live.example.com/app/another-key"
             *     ]
             */
            streamUrlsToAdd?: string[];
            /**
             * @description Where it is streamed to no longer. The last one ends the egress.
             * @example [
             *       "rtmp://live.example.com/app/stream-key"
             *     ]
             */
            streamUrlsToRemove?: string[];
        };
        UpsertRoomBody: {
            /** @description What a new room starts with; ignored when the room is there. */
            create?: components["schemas"]["NewRoomFieldsBody"];
            /** @description What changes in a room that is there, or is laid over `create` in a new one. */
            update: components["schemas"]["UpdateRoomBody"];
        };
        VersionAuthorBody: {
            /**
             * @description The id of the user.
             * @example alice
             */
            id: string;
        };
        VersionBody: {
            /** @description Users whose changes came after the version before. What REST wrote has no author. */
            authors: components["schemas"]["VersionAuthorBody"][];
            /**
             * Format: date-time
             * @description When it was kept.
             * @example 2025-11-24T14:47:05.225Z
             */
            createdAt: string;
            /**
             * @description The id of the version.
             * @example vh_Jx1cMqLRsZbAkmoIMXe0Hw
             */
            id: string;
            /** @description Always `yjs`, as the official SDKs expect it; a version holds the storage too. */
            kind: components["schemas"]["HistoryVersionKind"];
            /** @description Always `historyVersion`. */
            type: components["schemas"]["HistoryVersionType"];
        };
        VersionIdBody: {
            /**
             * @description The id of the version.
             * @example vh_Jx1cMqLRsZbAkmoIMXe0Hw
             */
            id: string;
        };
        VersionKeptBody: {
            /** @description The version that was kept. */
            data: components["schemas"]["VersionIdBody"];
        };
        VersionPageBody: {
            /** @description The versions, newest first. */
            data: components["schemas"]["VersionBody"][];
            /**
             * @description The `cursor` of the next page; `null` on the last one.
             * @example NDI
             */
            nextCursor: string | null;
        };
        /**
         * @description What the others receive; `DEFAULT_VC` is H.264 baseline.
         * @enum {string}
         */
        VideoCodec: "DEFAULT_VC" | "H264_BASELINE" | "H264_MAIN" | "H264_HIGH" | "VP8";
        VideoLayerBody: {
            /**
             * @description Target bit rate in bits per second; 0 where it is not known.
             * @example 1700000
             */
            bitrate: number;
            /**
             * @description Height in pixels.
             * @example 720
             */
            height: number;
            /**
             * @description Its quality.
             * @example HIGH
             */
            quality: components["schemas"]["VideoQuality"];
            /**
             * @description Identifier of the packets that repair lost ones.
             * @example 0
             */
            repairSsrc: number;
            /**
             * @description Its RTP stream id.
             * @example f
             */
            rid: string;
            /**
             * @description Its place among the layers, from the smallest on.
             * @example 2
             */
            spatialLayer: number;
            /**
             * @description Identifier of its packets.
             * @example 2850231203
             */
            ssrc: number;
            /**
             * @description Width in pixels.
             * @example 1280
             */
            width: number;
        };
        /**
         * @description How sizes share streams.
         * @enum {string}
         */
        VideoLayerMode: "MODE_UNUSED" | "ONE_SPATIAL_LAYER_PER_STREAM" | "MULTIPLE_SPATIAL_LAYERS_PER_STREAM" | "ONE_SPATIAL_LAYER_PER_STREAM_INCOMPLETE_RTCP_SR";
        /**
         * @description Its quality.
         * @enum {string}
         */
        VideoQuality: "LOW" | "MEDIUM" | "HIGH" | "OFF";
        WebEgressBody: {
            /**
             * @description Only the sound.
             * @default false
             * @example false
             */
            audioOnly?: boolean;
            /**
             * @description Begins only when the page prints START_RECORDING to its console.
             * @default false
             * @example false
             */
            awaitStartSignal?: boolean;
            /** @description Absent: the preset H264_720P_30. */
            encoding?: components["schemas"]["EncodingBody"];
            /** @description What is written, and where. Absent: one file in the default storage. */
            output?: components["schemas"]["EgressOutputBody"];
            /**
             * @description The page that is recorded. The egress service must reach it.
             * @example https://example.com/dashboard
             */
            url: string;
            /**
             * @description Only the picture.
             * @default false
             * @example false
             */
            videoOnly?: boolean;
        };
        YdocUpdatedBody: {
            /**
             * @description Always `true`.
             * @example true
             */
            success: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type ActiveUserBody = components['schemas']['ActiveUserBody'];
export type ActiveUsersBody = components['schemas']['ActiveUsersBody'];
export type AgentDispatchAnswerBody = components['schemas']['AgentDispatchAnswerBody'];
export type AgentDispatchBody = components['schemas']['AgentDispatchBody'];
export type AgentDispatchListBody = components['schemas']['AgentDispatchListBody'];
export type AgentDispatchStateBody = components['schemas']['AgentDispatchStateBody'];
export type AgentJobBody = components['schemas']['AgentJobBody'];
export type AgentJobRestartPolicy = components['schemas']['AgentJobRestartPolicy'];
export type AgentJobStateBody = components['schemas']['AgentJobStateBody'];
export type AgentJobStatus = components['schemas']['AgentJobStatus'];
export type AgentJobType = components['schemas']['AgentJobType'];
export type ApiKeyBody = components['schemas']['ApiKeyBody'];
export type ApiKeyListBody = components['schemas']['ApiKeyListBody'];
export type AttendanceBody = components['schemas']['AttendanceBody'];
export type AudioCodec = components['schemas']['AudioCodec'];
export type AudioTrackFeature = components['schemas']['AudioTrackFeature'];
export type AuthorizeRoomBody = components['schemas']['AuthorizeRoomBody'];
export type AuthorizeUserBody = components['schemas']['AuthorizeUserBody'];
export type BackupCodecPolicy = components['schemas']['BackupCodecPolicy'];
export type CallAnswerBody = components['schemas']['CallAnswerBody'];
export type CallBody = components['schemas']['CallBody'];
export type CallGrantsBody = components['schemas']['CallGrantsBody'];
export type CallListBody = components['schemas']['CallListBody'];
export type CallMessageBody = components['schemas']['CallMessageBody'];
export type CallMetadataBody = components['schemas']['CallMetadataBody'];
export type CallRole = components['schemas']['CallRole'];
export type CallSessionBody = components['schemas']['CallSessionBody'];
export type CallSessionPageBody = components['schemas']['CallSessionPageBody'];
export type CallTokenBody = components['schemas']['CallTokenBody'];
export type CallTokenRequestBody = components['schemas']['CallTokenRequestBody'];
export type ClientCapability = components['schemas']['ClientCapability'];
export type CodecBody = components['schemas']['CodecBody'];
export type CompleteUploadBody = components['schemas']['CompleteUploadBody'];
export type CreateAgentDispatchBody = components['schemas']['CreateAgentDispatchBody'];
export type CreateApiKeyBody = components['schemas']['CreateApiKeyBody'];
export type CreateRoomBody = components['schemas']['CreateRoomBody'];
export type CreateRtmpIngressBody = components['schemas']['CreateRtmpIngressBody'];
export type CreateSipCallBody = components['schemas']['CreateSipCallBody'];
export type CreateSipDispatchRuleBody = components['schemas']['CreateSipDispatchRuleBody'];
export type CreateSipInboundTrunkBody = components['schemas']['CreateSipInboundTrunkBody'];
export type CreateSipOutboundTrunkBody = components['schemas']['CreateSipOutboundTrunkBody'];
export type CreateUrlIngressBody = components['schemas']['CreateUrlIngressBody'];
export type CreateVersionBody = components['schemas']['CreateVersionBody'];
export type CreateWhipIngressBody = components['schemas']['CreateWhipIngressBody'];
export type DataTrackBody = components['schemas']['DataTrackBody'];
export type DataTrackFrameEncodingBody = components['schemas']['DataTrackFrameEncodingBody'];
export type DataTrackFrameEncodingName = components['schemas']['DataTrackFrameEncodingName'];
export type DataTrackSchemaBody = components['schemas']['DataTrackSchemaBody'];
export type DataTrackSchemaEncodingBody = components['schemas']['DataTrackSchemaEncodingBody'];
export type DataTrackSchemaEncodingName = components['schemas']['DataTrackSchemaEncodingName'];
export type DependenciesBody = components['schemas']['DependenciesBody'];
export type DependencyBody = components['schemas']['DependencyBody'];
export type DependencyStatus = components['schemas']['DependencyStatus'];
export type DestinationBody = components['schemas']['DestinationBody'];
export type DisconnectReason = components['schemas']['DisconnectReason'];
export type DocumentVersionsBody = components['schemas']['DocumentVersionsBody'];
export type EgressAnswerBody = components['schemas']['EgressAnswerBody'];
export type EgressAudioCodec = components['schemas']['EgressAudioCodec'];
export type EgressAudioMixing = components['schemas']['EgressAudioMixing'];
export type EgressBody = components['schemas']['EgressBody'];
export type EgressFileType = components['schemas']['EgressFileType'];
export type EgressImageCodec = components['schemas']['EgressImageCodec'];
export type EgressImageSuffix = components['schemas']['EgressImageSuffix'];
export type EgressListBody = components['schemas']['EgressListBody'];
export type EgressOutputBody = components['schemas']['EgressOutputBody'];
export type EgressPreset = components['schemas']['EgressPreset'];
export type EgressSegmentProtocol = components['schemas']['EgressSegmentProtocol'];
export type EgressSegmentSuffix = components['schemas']['EgressSegmentSuffix'];
export type EgressSourceType = components['schemas']['EgressSourceType'];
export type EgressStatus = components['schemas']['EgressStatus'];
export type EgressStreamProtocol = components['schemas']['EgressStreamProtocol'];
export type EgressStreamStatus = components['schemas']['EgressStreamStatus'];
export type EgressVideoCodec = components['schemas']['EgressVideoCodec'];
export type EncodingBody = components['schemas']['EncodingBody'];
export type ErrorBody = components['schemas']['ErrorBody'];
export type ErrorCode = components['schemas']['ErrorCode'];
export type EventBody = components['schemas']['EventBody'];
export type EventPageBody = components['schemas']['EventPageBody'];
export type FieldErrorBody = components['schemas']['FieldErrorBody'];
export type FileDataBody = components['schemas']['FileDataBody'];
export type FileIdsBody = components['schemas']['FileIdsBody'];
export type FileInfoBody = components['schemas']['FileInfoBody'];
export type FileOutputBody = components['schemas']['FileOutputBody'];
export type FilePartBody = components['schemas']['FilePartBody'];
export type FileUploadBody = components['schemas']['FileUploadBody'];
export type FileUrlsBody = components['schemas']['FileUrlsBody'];
export type FileWithUrlBody = components['schemas']['FileWithUrlBody'];
export type HistoryVersionKind = components['schemas']['HistoryVersionKind'];
export type HistoryVersionType = components['schemas']['HistoryVersionType'];
export type IdentifyUserBody = components['schemas']['IdentifyUserBody'];
export type ImagesInfoBody = components['schemas']['ImagesInfoBody'];
export type ImagesOutputBody = components['schemas']['ImagesOutputBody'];
export type IngressAnswerBody = components['schemas']['IngressAnswerBody'];
export type IngressAudioBody = components['schemas']['IngressAudioBody'];
export type IngressAudioCodec = components['schemas']['IngressAudioCodec'];
export type IngressAudioEncodingBody = components['schemas']['IngressAudioEncodingBody'];
export type IngressAudioEncodingOptionsBody = components['schemas']['IngressAudioEncodingOptionsBody'];
export type IngressAudioOptionsBody = components['schemas']['IngressAudioOptionsBody'];
export type IngressAudioPreset = components['schemas']['IngressAudioPreset'];
export type IngressAudioSource = components['schemas']['IngressAudioSource'];
export type IngressBody = components['schemas']['IngressBody'];
export type IngressInput = components['schemas']['IngressInput'];
export type IngressInputAudioBody = components['schemas']['IngressInputAudioBody'];
export type IngressInputVideoBody = components['schemas']['IngressInputVideoBody'];
export type IngressLayerQuality = components['schemas']['IngressLayerQuality'];
export type IngressListBody = components['schemas']['IngressListBody'];
export type IngressStateBody = components['schemas']['IngressStateBody'];
export type IngressStatus = components['schemas']['IngressStatus'];
export type IngressVideoBody = components['schemas']['IngressVideoBody'];
export type IngressVideoCodec = components['schemas']['IngressVideoCodec'];
export type IngressVideoEncodingBody = components['schemas']['IngressVideoEncodingBody'];
export type IngressVideoEncodingOptionsBody = components['schemas']['IngressVideoEncodingOptionsBody'];
export type IngressVideoLayerBody = components['schemas']['IngressVideoLayerBody'];
export type IngressVideoOptionsBody = components['schemas']['IngressVideoOptionsBody'];
export type IngressVideoPreset = components['schemas']['IngressVideoPreset'];
export type IngressVideoSource = components['schemas']['IngressVideoSource'];
export type JoinAnswerBody = components['schemas']['JoinAnswerBody'];
export type JoinBody = components['schemas']['JoinBody'];
export type JoinedRoomBody = components['schemas']['JoinedRoomBody'];
export type JsonPatchOp = components['schemas']['JsonPatchOp'];
export type JsonPatchOperationBody = components['schemas']['JsonPatchOperationBody'];
export type JwkBody = components['schemas']['JwkBody'];
export type JwksBody = components['schemas']['JwksBody'];
export type KeyKind = components['schemas']['KeyKind'];
export type LiveblocksType = components['schemas']['LiveblocksType'];
export type LiveBody = components['schemas']['LiveBody'];
export type LsonBody = components['schemas']['LsonBody'];
export type MeBody = components['schemas']['MeBody'];
export type MediaAbsenceBody = components['schemas']['MediaAbsenceBody'];
export type MediaAbsenceCode = components['schemas']['MediaAbsenceCode'];
export type MediaPatchBody = components['schemas']['MediaPatchBody'];
export type MediaRightsBody = components['schemas']['MediaRightsBody'];
export type MediaRole = components['schemas']['MediaRole'];
export type MediaSettingsBody = components['schemas']['MediaSettingsBody'];
export type MediaTicketBody = components['schemas']['MediaTicketBody'];
export type MessagesSentBody = components['schemas']['MessagesSentBody'];
export type MoveRoomBody = components['schemas']['MoveRoomBody'];
export type MuteTrackBody = components['schemas']['MuteTrackBody'];
export type MyRoomBody = components['schemas']['MyRoomBody'];
export type NewApiKeyBody = components['schemas']['NewApiKeyBody'];
export type NewRoomFieldsBody = components['schemas']['NewRoomFieldsBody'];
export type OpenCallBody = components['schemas']['OpenCallBody'];
export type PacketTrailerFeature = components['schemas']['PacketTrailerFeature'];
export type ParticipantAnswerBody = components['schemas']['ParticipantAnswerBody'];
export type ParticipantBody = components['schemas']['ParticipantBody'];
export type ParticipantEgressBody = components['schemas']['ParticipantEgressBody'];
export type ParticipantKind = components['schemas']['ParticipantKind'];
export type ParticipantKindDetail = components['schemas']['ParticipantKindDetail'];
export type ParticipantListBody = components['schemas']['ParticipantListBody'];
export type ParticipantPermissionBody = components['schemas']['ParticipantPermissionBody'];
export type ParticipantState = components['schemas']['ParticipantState'];
export type Permission = components['schemas']['Permission'];
export type PermissionPatchBody = components['schemas']['PermissionPatchBody'];
export type PublicAuthorizeBody = components['schemas']['PublicAuthorizeBody'];
export type Readiness = components['schemas']['Readiness'];
export type ReadyBody = components['schemas']['ReadyBody'];
export type RecordingBody = components['schemas']['RecordingBody'];
export type RecordingFileBody = components['schemas']['RecordingFileBody'];
export type RecordingKind = components['schemas']['RecordingKind'];
export type RecordingOutputBody = components['schemas']['RecordingOutputBody'];
export type RecordingOutputType = components['schemas']['RecordingOutputType'];
export type RecordingPageBody = components['schemas']['RecordingPageBody'];
export type RecordingStatus = components['schemas']['RecordingStatus'];
export type RecordingWithFilesBody = components['schemas']['RecordingWithFilesBody'];
export type RenameRoomBody = components['schemas']['RenameRoomBody'];
export type RoomAgentRequestBody = components['schemas']['RoomAgentRequestBody'];
export type RoomBody = components['schemas']['RoomBody'];
export type RoomCompositeEgressBody = components['schemas']['RoomCompositeEgressBody'];
export type RoomPageBody = components['schemas']['RoomPageBody'];
export type RotateApiKeyBody = components['schemas']['RotateApiKeyBody'];
export type Scope = components['schemas']['Scope'];
export type SegmentsInfoBody = components['schemas']['SegmentsInfoBody'];
export type SegmentsOutputBody = components['schemas']['SegmentsOutputBody'];
export type SendDataBody = components['schemas']['SendDataBody'];
export type SendMessageBody = components['schemas']['SendMessageBody'];
export type SetPresenceBody = components['schemas']['SetPresenceBody'];
export type ShownEgressFileType = components['schemas']['ShownEgressFileType'];
export type ShownEgressPreset = components['schemas']['ShownEgressPreset'];
export type ShownEncodingBody = components['schemas']['ShownEncodingBody'];
export type ShownFileOutputBody = components['schemas']['ShownFileOutputBody'];
export type ShownImagesOutputBody = components['schemas']['ShownImagesOutputBody'];
export type ShownParticipantBody = components['schemas']['ShownParticipantBody'];
export type ShownRoomCompositeBody = components['schemas']['ShownRoomCompositeBody'];
export type ShownSegmentsOutputBody = components['schemas']['ShownSegmentsOutputBody'];
export type ShownStreamOutputBody = components['schemas']['ShownStreamOutputBody'];
export type ShownTrackCompositeBody = components['schemas']['ShownTrackCompositeBody'];
export type ShownTrackEgressBody = components['schemas']['ShownTrackEgressBody'];
export type ShownTrackFileBody = components['schemas']['ShownTrackFileBody'];
export type ShownWebBody = components['schemas']['ShownWebBody'];
export type SipCalleeBody = components['schemas']['SipCalleeBody'];
export type SipCalleeRequestBody = components['schemas']['SipCalleeRequestBody'];
export type SipCodecBody = components['schemas']['SipCodecBody'];
export type SipDirectBody = components['schemas']['SipDirectBody'];
export type SipDirectRequestBody = components['schemas']['SipDirectRequestBody'];
export type SipDispatchRuleAnswerBody = components['schemas']['SipDispatchRuleAnswerBody'];
export type SipDispatchRuleBody = components['schemas']['SipDispatchRuleBody'];
export type SipDispatchRuleListBody = components['schemas']['SipDispatchRuleListBody'];
export type SipHeaderOption = components['schemas']['SipHeaderOption'];
export type SipInboundTrunkAnswerBody = components['schemas']['SipInboundTrunkAnswerBody'];
export type SipInboundTrunkBody = components['schemas']['SipInboundTrunkBody'];
export type SipInboundTrunkListBody = components['schemas']['SipInboundTrunkListBody'];
export type SipIndividualBody = components['schemas']['SipIndividualBody'];
export type SipIndividualRequestBody = components['schemas']['SipIndividualRequestBody'];
export type SipMediaBody = components['schemas']['SipMediaBody'];
export type SipMediaEncryption = components['schemas']['SipMediaEncryption'];
export type SipMediaRequestBody = components['schemas']['SipMediaRequestBody'];
export type SipOutboundConfigBody = components['schemas']['SipOutboundConfigBody'];
export type SipOutboundTrunkAnswerBody = components['schemas']['SipOutboundTrunkAnswerBody'];
export type SipOutboundTrunkBody = components['schemas']['SipOutboundTrunkBody'];
export type SipOutboundTrunkListBody = components['schemas']['SipOutboundTrunkListBody'];
export type SipParticipantAnswerBody = components['schemas']['SipParticipantAnswerBody'];
export type SipParticipantBody = components['schemas']['SipParticipantBody'];
export type SipRoomAgentBody = components['schemas']['SipRoomAgentBody'];
export type SipRoomConfigBody = components['schemas']['SipRoomConfigBody'];
export type SipRoomConfigRequestBody = components['schemas']['SipRoomConfigRequestBody'];
export type SipRuleBody = components['schemas']['SipRuleBody'];
export type SipRuleRequestBody = components['schemas']['SipRuleRequestBody'];
export type SipTransport = components['schemas']['SipTransport'];
export type StoragePatchedBody = components['schemas']['StoragePatchedBody'];
export type StorageProfileBody = components['schemas']['StorageProfileBody'];
export type StorageProfileListBody = components['schemas']['StorageProfileListBody'];
export type StorageProfileSource = components['schemas']['StorageProfileSource'];
export type StorageTicketBody = components['schemas']['StorageTicketBody'];
export type StorageType = components['schemas']['StorageType'];
export type StreamEgressBody = components['schemas']['StreamEgressBody'];
export type StreamInfoBody = components['schemas']['StreamInfoBody'];
export type StreamInfoListBody = components['schemas']['StreamInfoListBody'];
export type SubscriptionsBody = components['schemas']['SubscriptionsBody'];
export type TimedVersionBody = components['schemas']['TimedVersionBody'];
export type TokenBody = components['schemas']['TokenBody'];
export type TokenKind = components['schemas']['TokenKind'];
export type TrackAnswerBody = components['schemas']['TrackAnswerBody'];
export type TrackBody = components['schemas']['TrackBody'];
export type TrackCodecBody = components['schemas']['TrackCodecBody'];
export type TrackCompositeEgressBody = components['schemas']['TrackCompositeEgressBody'];
export type TrackEgressBody = components['schemas']['TrackEgressBody'];
export type TrackEncryption = components['schemas']['TrackEncryption'];
export type TrackOutputBody = components['schemas']['TrackOutputBody'];
export type TrackSource = components['schemas']['TrackSource'];
export type TrackSourceName = components['schemas']['TrackSourceName'];
export type TrackType = components['schemas']['TrackType'];
export type TransferSipCallBody = components['schemas']['TransferSipCallBody'];
export type UpdateIngressBody = components['schemas']['UpdateIngressBody'];
export type UpdateLayoutBody = components['schemas']['UpdateLayoutBody'];
export type UpdateParticipantBody = components['schemas']['UpdateParticipantBody'];
export type UpdateRoomBody = components['schemas']['UpdateRoomBody'];
export type UpdateSipDispatchRuleBody = components['schemas']['UpdateSipDispatchRuleBody'];
export type UpdateSipInboundTrunkBody = components['schemas']['UpdateSipInboundTrunkBody'];
export type UpdateSipOutboundTrunkBody = components['schemas']['UpdateSipOutboundTrunkBody'];
export type UpdateStreamsBody = components['schemas']['UpdateStreamsBody'];
export type UpsertRoomBody = components['schemas']['UpsertRoomBody'];
export type VersionAuthorBody = components['schemas']['VersionAuthorBody'];
export type VersionBody = components['schemas']['VersionBody'];
export type VersionIdBody = components['schemas']['VersionIdBody'];
export type VersionKeptBody = components['schemas']['VersionKeptBody'];
export type VersionPageBody = components['schemas']['VersionPageBody'];
export type VideoCodec = components['schemas']['VideoCodec'];
export type VideoLayerBody = components['schemas']['VideoLayerBody'];
export type VideoLayerMode = components['schemas']['VideoLayerMode'];
export type VideoQuality = components['schemas']['VideoQuality'];
export type WebEgressBody = components['schemas']['WebEgressBody'];
export type YdocUpdatedBody = components['schemas']['YdocUpdatedBody'];
export type $defs = Record<string, never>;
export interface operations {
    getJwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys; the first one signs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JwksBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Only events after the one with this id. */
                after?: string;
                /** @description How many events at most. */
                limit?: number;
                /** @description Only events of the room that had this id. */
                roomId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The first events after the one that was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPageBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyListBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKeyBody"];
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKeyBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the key. */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key no longer works. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the key. */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateApiKeyBody"];
            };
        };
        responses: {
            /** @description The successor. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKeyBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listRecordings: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only those of the room that had this id then. */
                roomId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of recordings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingPageBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the recording. */
                recordingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recording. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingWithFilesBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the recording. */
                recordingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listStorageProfiles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The profiles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StorageProfileListBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    putStorageProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description By which egresses name the profile: letters, digits, dots, _ and -. */
                name: string;
            };
            cookie?: never;
        };
        /** @description The profile. */
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The access key. Never shown again.
                     * @example AKIA…
                     */
                    accessKey: string;
                    /**
                     * @description The bucket.
                     * @example recordings
                     */
                    bucket: string;
                    /**
                     * @description Of a service other than Amazon's.
                     * @example https://s3.example.com
                     */
                    endpoint?: string;
                    /**
                     * @description The bucket is named in the path; most services other than Amazon need it.
                     * @example true
                     */
                    forcePathStyle?: boolean;
                    /**
                     * @description What the names of all objects begin with.
                     * @example foyer
                     */
                    prefix?: string;
                    /**
                     * @description Its region.
                     * @example eu-central-1
                     */
                    region?: string;
                    /**
                     * @description The secret key. Never shown again.
                     * @example …
                     */
                    secret: string;
                    /**
                     * @description A session token. Never shown again.
                     * @example …
                     */
                    sessionToken?: string;
                    /** @enum {string} */
                    type: "s3";
                } | {
                    /**
                     * @description The key of the account, in base64. Never shown again.
                     * @example a2V5
                     */
                    accountKey: string;
                    /**
                     * @description The account.
                     * @example example
                     */
                    accountName: string;
                    /**
                     * @description The container.
                     * @example recordings
                     */
                    container: string;
                    /**
                     * @description What the names of all objects begin with.
                     * @example foyer
                     */
                    prefix?: string;
                    /** @enum {string} */
                    type: "azure";
                } | {
                    /**
                     * @description The bucket.
                     * @example recordings
                     */
                    bucket: string;
                    /**
                     * @description The JSON of a service account, as a text. Never shown again.
                     * @example {"type":"service_account"}
                     */
                    credentials: string;
                    /**
                     * @description What the names of all objects begin with.
                     * @example foyer
                     */
                    prefix?: string;
                    /** @enum {string} */
                    type: "gcs";
                };
            };
        };
        responses: {
            /** @description The profile, without credentials. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StorageProfileBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteStorageProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description By which egresses name the profile: letters, digits, dots, _ and -. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listEgresses: {
        parameters: {
            query?: {
                /** @description Only those that have not ended. */
                active?: boolean;
                /** @description Only the one with this id. */
                egressId?: string;
                /** @description Only those of the call with exactly this name. */
                roomName?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The egresses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressListBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    stopEgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the egress. */
                egressId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ending. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateEgressLayout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the egress. */
                egressId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateLayoutBody"];
            };
        };
        responses: {
            /** @description The egress. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateEgressStreams: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the egress. */
                egressId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateStreamsBody"];
            };
        };
        responses: {
            /** @description The egress. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    startParticipantEgress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParticipantEgressBody"];
            };
        };
        responses: {
            /** @description The egress, which begins. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. `PARTICIPANT_NOT_FOUND`: participant not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `DATABASE_UNAVAILABLE`: database unavailable.
             *
             *     `DATABASE_UNAVAILABLE`: database unavailable. `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    startRoomCompositeEgress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoomCompositeEgressBody"];
            };
        };
        responses: {
            /** @description The egress, which begins. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `DATABASE_UNAVAILABLE`: database unavailable.
             *
             *     `DATABASE_UNAVAILABLE`: database unavailable. `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    startStreamEgress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StreamEgressBody"];
            };
        };
        responses: {
            /** @description The egress, which begins. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `DATABASE_UNAVAILABLE`: database unavailable.
             *
             *     `DATABASE_UNAVAILABLE`: database unavailable. `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    startTrackEgress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrackEgressBody"];
            };
        };
        responses: {
            /** @description The egress, which begins. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. `TRACK_NOT_FOUND`: track not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `DATABASE_UNAVAILABLE`: database unavailable.
             *
             *     `DATABASE_UNAVAILABLE`: database unavailable. `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    startTrackCompositeEgress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrackCompositeEgressBody"];
            };
        };
        responses: {
            /** @description The egress, which begins. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. `TRACK_NOT_FOUND`: track not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `DATABASE_UNAVAILABLE`: database unavailable.
             *
             *     `DATABASE_UNAVAILABLE`: database unavailable. `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    startWebEgress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebEgressBody"];
            };
        };
        responses: {
            /** @description The egress, which begins. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EgressAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `DATABASE_UNAVAILABLE`: database unavailable.
             *
             *     `DATABASE_UNAVAILABLE`: database unavailable. `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready, or degraded: without calls, but everything else works. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not ready: the database is away, or the process is shutting down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyBody"];
                };
            };
        };
    };
    listIngresses: {
        parameters: {
            query?: {
                /** @description Only the one with this id. */
                ingressId?: string;
                /** @description Only those that send to the call with exactly this name. */
                roomName?: string;
                /** @description Whether to show stream keys too, which are secrets of publishers. */
                showStreamKey?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ingresses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngressListBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteIngress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the ingress. */
                ingressId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ingress is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateIngress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the ingress. */
                ingressId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateIngressBody"];
            };
        };
        responses: {
            /** @description The ingress as it is now, without its stream key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngressAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createRtmpIngress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRtmpIngressBody"];
            };
        };
        responses: {
            /** @description The ingress, with its stream key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngressAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createUrlIngress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUrlIngressBody"];
            };
        };
        responses: {
            /** @description The ingress, which has begun. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngressAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createWhipIngress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWhipIngressBody"];
            };
        };
        responses: {
            /** @description The ingress, with its stream key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngressAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    receiveLivekitWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A webhook of LiveKit, of its content type, signed with the configured API key's secret. */
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Heard. No body. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `INVALID_WEBHOOK_SIGNATURE`: webhook without a valid signature. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The Prometheus text format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example # HELP foyer_media_ready 1 while LiveKit answers. */
                    "text/plain": string;
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listCalls: {
        parameters: {
            query?: {
                /** @description Only the call with exactly this name. */
                roomName?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calls. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallListBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    openCall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenCallBody"];
            };
        };
        responses: {
            /** @description The call. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    closeCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listAgentDispatches: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dispatches. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDispatchListBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createAgentDispatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAgentDispatchBody"];
            };
        };
        responses: {
            /** @description The dispatch. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDispatchAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getAgentDispatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the dispatch. */
                dispatchId: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dispatch. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDispatchAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteAgentDispatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the dispatch. */
                dispatchId: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dispatch is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateCallMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallMetadataBody"];
            };
        };
        responses: {
            /** @description The call as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listParticipants: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The participants. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParticipantListBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getParticipant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The participant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParticipantAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    removeParticipant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The participant is out. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateParticipant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateParticipantBody"];
            };
        };
        responses: {
            /** @description The participant as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParticipantAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    forwardParticipant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DestinationBody"];
            };
        };
        responses: {
            /** @description The participant is seen in the other call. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_NOT_IMPLEMENTED`: this livekit cannot do that. */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    moveParticipant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DestinationBody"];
            };
        };
        responses: {
            /** @description The participant is in the other call. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_NOT_IMPLEMENTED`: this livekit cannot do that. */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    muteTrack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MuteTrackBody"];
            };
        };
        responses: {
            /** @description The track as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found. `TRACK_NOT_FOUND`: track not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_PRECONDITION_FAILED`: not possible in the state of the call. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    subscribeToTracks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionsBody"];
            };
        };
        responses: {
            /** @description The participant receives them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found. `TRACK_NOT_FOUND`: track not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    unsubscribeFromTracks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionsBody"];
            };
        };
        responses: {
            /** @description The participant receives them no more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found. `TRACK_NOT_FOUND`: track not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    sendCallData: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendDataBody"];
            };
        };
        responses: {
            /** @description The message was handed to LiveKit. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `ROOM_NOT_FOUND`: room not found.
             *
             *     `ROOM_NOT_FOUND`: room not found. `PARTICIPANT_NOT_FOUND`: participant not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createSipCall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSipCallBody"];
            };
        };
        responses: {
            /** @description Who is called. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipParticipantAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. `SIP_CALL_FAILED`: the call was not answered. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `TOO_MANY_REQUESTS`: too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    endSipCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The phone call has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    transferSipCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Who, as the token named them. */
                participantIdentity: string;
                /** @description The name of the call, which is the id of its room. */
                roomName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferSipCallBody"];
            };
        };
        responses: {
            /** @description The phone call is handed on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PARTICIPANT_NOT_FOUND`: participant not found.
             *
             *     `PARTICIPANT_NOT_FOUND`: participant not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `SIP_CALL_FAILED`: the call was not answered. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listSipDispatchRules: {
        parameters: {
            query?: {
                /** @description Only rules for this trunk, and those for all. */
                trunkId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipDispatchRuleListBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createSipDispatchRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSipDispatchRuleBody"];
            };
        };
        responses: {
            /** @description The rule. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipDispatchRuleAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getSipDispatchRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the rule. */
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipDispatchRuleAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteSipDispatchRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the rule. */
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateSipDispatchRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the rule. */
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSipDispatchRuleBody"];
            };
        };
        responses: {
            /** @description The rule as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipDispatchRuleAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listSipInboundTrunks: {
        parameters: {
            query?: {
                /** @description Only trunks of this number, and those of any number. */
                number?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trunks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipInboundTrunkListBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createSipInboundTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSipInboundTrunkBody"];
            };
        };
        responses: {
            /** @description The trunk. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipInboundTrunkAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getSipInboundTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the trunk. */
                trunkId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trunk. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipInboundTrunkAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteSipInboundTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the trunk. */
                trunkId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trunk is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateSipInboundTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the trunk. */
                trunkId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSipInboundTrunkBody"];
            };
        };
        responses: {
            /** @description The trunk as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipInboundTrunkAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listSipOutboundTrunks: {
        parameters: {
            query?: {
                /** @description Only trunks of this number, and those of any number. */
                number?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trunks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipOutboundTrunkListBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createSipOutboundTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSipOutboundTrunkBody"];
            };
        };
        responses: {
            /** @description The trunk. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipOutboundTrunkAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getSipOutboundTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the trunk. */
                trunkId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trunk. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipOutboundTrunkAnswerBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteSipOutboundTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the trunk. */
                trunkId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trunk is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMessageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateSipOutboundTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the trunk. */
                trunkId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSipOutboundTrunkBody"];
            };
        };
        responses: {
            /** @description The trunk as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipOutboundTrunkAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createCallToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallTokenRequestBody"];
            };
        };
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallTokenBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room.
             *
             *     `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_REJECTED`: livekit refused our credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable.
             *
             *     `MEDIA_NOT_CONFIGURED`: media is not configured. `MEDIA_UNAVAILABLE`: livekit unavailable. `DATABASE_UNAVAILABLE`: database unavailable.
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MEDIA_TIMEOUT`: livekit did not answer in time. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    authorizeUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthorizeUserBody"];
            };
        };
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createStorageFileUploadAsUser: {
        parameters: {
            query?: {
                /** @description How many bytes the file has. Absent: as many as arrive. */
                fileSize?: number;
            };
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The id of the room. */
                roomId: string;
                /** @description The name of the file (not yet an upload); its type is told from it. */
                uploadId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileUploadBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_TOKEN`: missing user token. `INVALID_TOKEN`: invalid user token. `TOKEN_EXPIRED`: expired user token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    abortStorageFileUploadAsUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The id of the room. */
                roomId: string;
                /** @description The upload. */
                uploadId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_TOKEN`: missing user token. `INVALID_TOKEN`: invalid user token. `TOKEN_EXPIRED`: expired user token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    uploadStorageFilePartAsUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The place of the part; a part that comes again takes the place of the earlier one. */
                partNumber: number;
                /** @description The id of the room. */
                roomId: string;
                /** @description The upload. */
                uploadId: string;
            };
            cookie?: never;
        };
        /** @description The bytes of the part. */
        requestBody: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            /** @description The part. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePartBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_TOKEN`: missing user token. `INVALID_TOKEN`: invalid user token. `TOKEN_EXPIRED`: expired user token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    completeStorageFileUploadAsUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The id of the room. */
                roomId: string;
                /** @description The upload. */
                uploadId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompleteUploadBody"];
            };
        };
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileDataBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_TOKEN`: missing user token. `INVALID_TOKEN`: invalid user token. `TOKEN_EXPIRED`: expired user token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    uploadStorageFileAsUser: {
        parameters: {
            query?: {
                /** @description How many bytes the file has. Absent: as many as arrive. */
                fileSize?: number;
            };
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The name of the file; its type is told from it. */
                name: string;
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description The bytes of the file. */
        requestBody: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileDataBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_TOKEN`: missing user token. `INVALID_TOKEN`: invalid user token. `TOKEN_EXPIRED`: expired user token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getStorageFileUrlsAsUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileIdsBody"];
            };
        };
        responses: {
            /** @description The links. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileUrlsBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_TOKEN`: missing user token. `INVALID_TOKEN`: invalid user token. `TOKEN_EXPIRED`: expired user token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    downloadFile: {
        parameters: {
            query: {
                /** @description When the link expires, in seconds since 1970. */
                expires: string;
                /** @description What the link was signed with. */
                signature: string;
            };
            header?: {
                /** @description One range of bytes. */
                range?: string;
            };
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The room, as the link names it. */
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The bytes of the range. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_FILE_URL`: invalid or expired file link. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `STORAGE_FILE_NOT_FOUND`: storage file not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RANGE_NOT_SATISFIABLE`: no such range. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    identifyUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentifyUserBody"];
            };
        };
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: {
                /** @description A room to be asked about. */
                roomId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeBody"];
                };
            };
            /** @description `MISSING_TOKEN`: missing user token. `INVALID_TOKEN`: invalid user token. `TOKEN_EXPIRED`: expired user token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    downloadRecording: {
        parameters: {
            query?: never;
            header?: {
                /** @description One range of bytes. */
                range?: string;
            };
            path: {
                /** @description Until when the link is good, in seconds since 1970. */
                expires: string;
                /** @description The file. */
                name: string;
                /** @description The recording. */
                recordingId: string;
                /** @description What makes the link good. */
                signature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The bytes of the range. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_FILE_URL`: invalid or expired file link. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_NOT_FOUND`: resource not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RANGE_NOT_SATISFIABLE`: no such range. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listRooms: {
        parameters: {
            query?: {
                /** @description Rooms whose `groupsAccesses` names any of these groups, separated by commas, as `product,marketing`. Also read from `groupsIds`. */
                groupIds?: string;
                /** @description How many rooms at most. */
                limit?: number;
                /** @description Rooms with these metadata entries, each its own parameter: `metadata.color=blue&metadata.type=text`. Lists of texts never match. */
                metadata?: {
                    [key: string]: string;
                };
                /** @description Rooms of this organization. Also read from `tenantId`. */
                organizationId?: string;
                /** @description Query language: `roomId:'x'`, `roomId^'prefix'`, `metadata['key']:'value'`, joined by `AND`, as in `roomId^'my-' AND metadata['color']:'blue'`. */
                query?: string;
                /** @description The `nextCursor` of the page before. */
                startingAfter?: string;
                /** @description Rooms whose `usersAccesses` names this user. Together with `groupIds`: either. */
                userId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rooms. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomPageBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value. `INVALID_QUERY`: invalid query.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createRoom: {
        parameters: {
            query?: {
                /** @description Present: a room that is there already is answered unchanged, with 200 instead of 409. `false` and `0` count as absent. */
                idempotent?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRoomBody"];
            };
        };
        responses: {
            /** @description The room. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_ALREADY_EXISTS`: room already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The room. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateRoomBody"];
            };
        };
        responses: {
            /** @description The room as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The room is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getActiveUsersByOldName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everybody who is there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActiveUsersBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getActiveUsers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everybody who is there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActiveUsersBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    authorizeRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthorizeRoomBody"];
            };
        };
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room.
             *
             *     `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    broadcastEventByOldName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description The event: any JSON. */
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                } | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description The event is sent. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    broadcastEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description The event: any JSON. */
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                } | unknown[] | string | number | boolean | null;
            };
        };
        responses: {
            /** @description The event is sent. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    joinRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinBody"];
            };
        };
        responses: {
            /** @description The way in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinAnswerBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNAUTHORIZED_ROOM_ACCESS`: no access to the room.
             *
             *     `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getMediaSettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings; empty where all are the defaults. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediaSettingsBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    updateMediaSettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description What changes. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["MediaPatchBody"];
            };
        };
        responses: {
            /** @description The settings as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediaSettingsBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    setPresence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPresenceBody"];
            };
        };
        responses: {
            /** @description The user is shown. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    prewarmRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The room is ready. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    authorizeRoomPublicly: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicAuthorizeBody"];
            };
        };
        responses: {
            /** @description The token, for an anonymous user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_PUBLIC_KEY`: invalid public key. `UNAUTHORIZED_ROOM_ACCESS`: no access to the room. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listRoomRecordings: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of recordings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingPageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    requestStorageMutation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lines of JSON: `{"actor": n}`, then `[id, node]` for each node. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {"actor":3}
                     *     ["root",{"type":0,"data":{}}]
                     */
                    "application/x-ndjson": string;
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendMessageBody"];
            };
        };
        responses: {
            /** @description The answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesSentBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PAYLOAD_TOO_LARGE`: payload too large.
             *
             *     `PAYLOAD_TOO_LARGE`: payload too large. `ROOM_TOO_LARGE`: room is full.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listCallSessions: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of calls. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallSessionPageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getStorage: {
        parameters: {
            query?: {
                /** @description `plain-lson`: every node says what it is. `json`: only the values. */
                format?: "plain-lson" | "json";
            };
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tree. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LsonBody"] | {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    initializeStorage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description The root, a LiveObject. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["LsonBody"];
            };
        };
        responses: {
            /** @description The tree as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LsonBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `CANNOT_UPDATE_EXISTING_STORAGE`: storage already has data. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PAYLOAD_TOO_LARGE`: payload too large.
             *
             *     `PAYLOAD_TOO_LARGE`: payload too large. `ROOM_TOO_LARGE`: room is full.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteStorage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The storage is empty. No body. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getStorageFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileWithUrlBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `ROOM_NOT_FOUND`: room not found.
             *
             *     `ROOM_NOT_FOUND`: room not found. `STORAGE_FILE_NOT_FOUND`: storage file not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createStorageFileUpload: {
        parameters: {
            query?: {
                /** @description How many bytes the file has. Absent: as many as arrive. */
                fileSize?: number;
            };
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The id of the room. */
                roomId: string;
                /** @description The name of the file (not yet an upload); its type is told from it. */
                uploadId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileUploadBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    abortStorageFileUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The id of the room. */
                roomId: string;
                /** @description The upload. */
                uploadId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    uploadStorageFilePart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The place of the part; a part that comes again takes the place of the earlier one. */
                partNumber: number;
                /** @description The id of the room. */
                roomId: string;
                /** @description The upload. */
                uploadId: string;
            };
            cookie?: never;
        };
        /** @description The bytes of the part. */
        requestBody: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            /** @description The part. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilePartBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    completeStorageFileUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The id of the room. */
                roomId: string;
                /** @description The upload. */
                uploadId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompleteUploadBody"];
            };
        };
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileDataBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    uploadStorageFile: {
        parameters: {
            query?: {
                /** @description How many bytes the file has. Absent: as many as arrive. */
                fileSize?: number;
            };
            header?: never;
            path: {
                /** @description The id of the file, made by whoever uploads it. */
                fileId: string;
                /** @description The name of the file; its type is told from it. */
                name: string;
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description The bytes of the file. */
        requestBody: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileDataBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `RESOURCE_ALREADY_EXISTS`: resource already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patchStorage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description The operations, in order. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["JsonPatchOperationBody"][];
            };
        };
        responses: {
            /** @description The patch is applied. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoragePatchedBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PAYLOAD_TOO_LARGE`: payload too large.
             *
             *     `PAYLOAD_TOO_LARGE`: payload too large. `ROOM_TOO_LARGE`: room is full.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value. `INVALID_STORAGE_MUTATION_REQUEST`: invalid storage mutation.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    moveRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveRoomBody"];
            };
        };
        responses: {
            /** @description The room in its new organization. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    renameRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenameRoomBody"];
            };
        };
        responses: {
            /** @description The room under its new id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_ALREADY_EXISTS`: room already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    upsertRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpsertRoomBody"];
            };
        };
        responses: {
            /** @description The room as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createVersionByOldName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description Nothing needs to be said. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateVersionBody"];
            };
        };
        responses: {
            /** @description The version is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionKeptBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getVersionYdocByOldName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
                /** @description The id of the version. */
                versionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The update. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    listVersions: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionPageBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    createVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description Nothing needs to be said. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateVersionBody"];
            };
        };
        responses: {
            /** @description The version is kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionKeptBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE`: payload too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    deleteVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
                /** @description The id of the version. */
                versionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    restoreVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
                /** @description The id of the version. */
                versionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The room is as it was. The version of what it was before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionKeptBody"];
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getVersionStorage: {
        parameters: {
            query?: {
                /** @description `plain-lson`: every node says what it is. `json`: only the values. */
                format?: "plain-lson" | "json";
            };
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
                /** @description The id of the version. */
                versionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tree. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getVersionYdoc: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
                /** @description The id of the version. */
                versionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The update. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `RESOURCE_NOT_FOUND`: resource not found.
             *
             *     `RESOURCE_NOT_FOUND`: resource not found. `ROOM_NOT_FOUND`: room not found.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getYdoc: {
        parameters: {
            query?: {
                /** @description Present: texts as their runs, with formatting. `false` and `0` count as absent. */
                formatting?: string;
                /** @description A subdocument, by its guid; absent: the main document. */
                guid?: string;
                /** @description Only the shared type of this name. */
                key?: string;
                /** @description With `key`: what it is. The answer is then its bare value. */
                type?: "ymap" | "ytext" | "yxmltext" | "yxmlfragment" | "yarray";
            };
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document, or the one type that was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "Hello",
                     *       "meta": {
                     *         "title": "Plan"
                     *       }
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    } | unknown[] | string | number | boolean | null;
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    sendYdocUpdate: {
        parameters: {
            query?: {
                /** @description A subdocument, by its guid; absent: the main document. */
                guid?: string;
            };
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description A Yjs update, version 1. */
        requestBody: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            /** @description The update is merged. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["YdocUpdatedBody"];
                };
            };
            /**
             * @description `BAD_REQUEST`: bad request.
             *
             *     `BAD_REQUEST`: bad request.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `PAYLOAD_TOO_LARGE`: payload too large.
             *
             *     `PAYLOAD_TOO_LARGE`: payload too large. `ROOM_TOO_LARGE`: room is full.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /**
             * @description `UNPROCESSABLE_ENTITY`: invalid value.
             *
             *     `UNPROCESSABLE_ENTITY`: invalid value.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    getYdocBinary: {
        parameters: {
            query?: {
                /** @description A subdocument, by its guid; absent: the main document. */
                guid?: string;
            };
            header?: never;
            path: {
                /** @description The id of the room. */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The update. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description `BAD_REQUEST`: bad request. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `MISSING_SECRET_KEY`: missing secret key. `WRONG_KEY_USED`: wrong kind of key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INVALID_SECRET_KEY`: invalid secret key. `INSUFFICIENT_SCOPE`: key lacks a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `ROOM_NOT_FOUND`: room not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `URI_TOO_LONG`: address too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: unsupported media type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `UNPROCESSABLE_ENTITY`: invalid value. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: headers too large. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `INTERNAL_SERVER_ERROR`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description `DATABASE_UNAVAILABLE`: database unavailable. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
