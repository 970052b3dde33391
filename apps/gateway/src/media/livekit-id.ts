import type { FoyerError } from '@foyer/core';
import type { PipeTransform } from '@nestjs/common';

/** As LiveKit makes them: what is longer or holds anything else is the id of nothing, and is not sent there. */
const LIVEKIT_ID = /^[\w-]{1,64}$/;

/** Reads an id of LiveKit's in a path; throws `notFound` for what can be none. */
export const livekitIdPipe = (notFound: (id: string) => FoyerError): PipeTransform<string, string> => ({
  transform(id) {
    if (LIVEKIT_ID.test(id)) return id;
    throw notFound(id.slice(0, 200));
  },
});
