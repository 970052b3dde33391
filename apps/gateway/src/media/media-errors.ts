/** What any call to LiveKit may answer. */
export const MEDIA_ERRORS = ['MEDIA_REJECTED', 'MEDIA_NOT_CONFIGURED', 'MEDIA_UNAVAILABLE', 'MEDIA_TIMEOUT'] as const;
