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
        CreateVersionBody: Record<string, never>;
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
            /** @description LiveKit; without it there are no calls, and everything else works. */
            livekit: components["schemas"]["DependencyBody"];
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
        DependencyStatus: "ready" | "starting" | "unavailable" | "not-configured";
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
        ErrorCode: "BAD_REQUEST" | "MISSING_SECRET_KEY" | "WRONG_KEY_USED" | "MISSING_TOKEN" | "INVALID_TOKEN" | "TOKEN_EXPIRED" | "INVALID_WEBHOOK_SIGNATURE" | "INVALID_SECRET_KEY" | "INVALID_PUBLIC_KEY" | "INSUFFICIENT_SCOPE" | "UNAUTHORIZED_ROOM_ACCESS" | "INVALID_FILE_URL" | "NOT_FOUND" | "ROOM_NOT_FOUND" | "RESOURCE_NOT_FOUND" | "STORAGE_FILE_NOT_FOUND" | "PARTICIPANT_NOT_FOUND" | "TRACK_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "REQUEST_TIMEOUT" | "ROOM_ALREADY_EXISTS" | "CANNOT_UPDATE_EXISTING_STORAGE" | "RESOURCE_ALREADY_EXISTS" | "MEDIA_PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "ROOM_TOO_LARGE" | "URI_TOO_LONG" | "UNSUPPORTED_MEDIA_TYPE" | "RANGE_NOT_SATISFIABLE" | "UNPROCESSABLE_ENTITY" | "INVALID_QUERY" | "INVALID_STORAGE_MUTATION_REQUEST" | "TOO_MANY_REQUESTS" | "HEADERS_TOO_LARGE" | "INTERNAL_SERVER_ERROR" | "MEDIA_NOT_IMPLEMENTED" | "MEDIA_REJECTED" | "DATABASE_UNAVAILABLE" | "MEDIA_NOT_CONFIGURED" | "MEDIA_UNAVAILABLE" | "MEDIA_TIMEOUT";
        EventBody: {
            /**
             * Format: date-time
             * @description When.
             * @example 2026-08-22T15:10:25.225Z
             */
            at: string;
            /**
             * @description What it tells of: `sessionId`, and with most types `participant` and `track`.
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
         * @description `ready`: all is well. `degraded`: works, but without calls. `unavailable`: send no requests.
         * @enum {string}
         */
        Readiness: "ready" | "degraded" | "unavailable";
        ReadyBody: {
            /** @description Each thing that the gateway needs. */
            dependencies: components["schemas"]["DependenciesBody"];
            /**
             * @description `ready`: all is well. `degraded`: works, but without calls. `unavailable`: send no requests.
             * @example ready
             */
            status: components["schemas"]["Readiness"];
        };
        RenameRoomBody: {
            /**
             * @description The new id.
             * @example my-better-room
             */
            newRoomId: string;
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
        StoragePatchedBody: Record<string, never>;
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
        /**
         * @description How it is encrypted from end to end.
         * @enum {string}
         */
        TrackEncryption: "NONE" | "GCM" | "CUSTOM";
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
export type CreateVersionBody = components['schemas']['CreateVersionBody'];
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
export type ErrorBody = components['schemas']['ErrorBody'];
export type ErrorCode = components['schemas']['ErrorCode'];
export type EventBody = components['schemas']['EventBody'];
export type EventPageBody = components['schemas']['EventPageBody'];
export type FieldErrorBody = components['schemas']['FieldErrorBody'];
export type FileDataBody = components['schemas']['FileDataBody'];
export type FileIdsBody = components['schemas']['FileIdsBody'];
export type FilePartBody = components['schemas']['FilePartBody'];
export type FileUploadBody = components['schemas']['FileUploadBody'];
export type FileUrlsBody = components['schemas']['FileUrlsBody'];
export type FileWithUrlBody = components['schemas']['FileWithUrlBody'];
export type HistoryVersionKind = components['schemas']['HistoryVersionKind'];
export type HistoryVersionType = components['schemas']['HistoryVersionType'];
export type IdentifyUserBody = components['schemas']['IdentifyUserBody'];
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
export type RenameRoomBody = components['schemas']['RenameRoomBody'];
export type RoomBody = components['schemas']['RoomBody'];
export type RoomPageBody = components['schemas']['RoomPageBody'];
export type RotateApiKeyBody = components['schemas']['RotateApiKeyBody'];
export type Scope = components['schemas']['Scope'];
export type SendDataBody = components['schemas']['SendDataBody'];
export type SendMessageBody = components['schemas']['SendMessageBody'];
export type SetPresenceBody = components['schemas']['SetPresenceBody'];
export type StoragePatchedBody = components['schemas']['StoragePatchedBody'];
export type StorageTicketBody = components['schemas']['StorageTicketBody'];
export type SubscriptionsBody = components['schemas']['SubscriptionsBody'];
export type TimedVersionBody = components['schemas']['TimedVersionBody'];
export type TokenBody = components['schemas']['TokenBody'];
export type TokenKind = components['schemas']['TokenKind'];
export type TrackAnswerBody = components['schemas']['TrackAnswerBody'];
export type TrackBody = components['schemas']['TrackBody'];
export type TrackCodecBody = components['schemas']['TrackCodecBody'];
export type TrackEncryption = components['schemas']['TrackEncryption'];
export type TrackSource = components['schemas']['TrackSource'];
export type TrackSourceName = components['schemas']['TrackSourceName'];
export type TrackType = components['schemas']['TrackType'];
export type UpdateParticipantBody = components['schemas']['UpdateParticipantBody'];
export type UpdateRoomBody = components['schemas']['UpdateRoomBody'];
export type UpsertRoomBody = components['schemas']['UpsertRoomBody'];
export type VersionAuthorBody = components['schemas']['VersionAuthorBody'];
export type VersionBody = components['schemas']['VersionBody'];
export type VersionIdBody = components['schemas']['VersionIdBody'];
export type VersionKeptBody = components['schemas']['VersionKeptBody'];
export type VersionPageBody = components['schemas']['VersionPageBody'];
export type VideoLayerBody = components['schemas']['VideoLayerBody'];
export type VideoLayerMode = components['schemas']['VideoLayerMode'];
export type VideoQuality = components['schemas']['VideoQuality'];
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
    requestStorageMutation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
