/** What LiveKit's JSON says of a time: seconds as a text. */
const duration = (seconds: number | undefined): string | undefined =>
  seconds === undefined || seconds === 0 ? undefined : `${seconds}s`;

const TIMES = ['ringingTimeout', 'maxCallDuration', 'mediaTimeout'] as const;

type Timed = { readonly [name in (typeof TIMES)[number]]?: number };
type Fields = Record<string, unknown>;

/** The fields of a request as LiveKit's JSON; a time of 0 is `undefined`, which is LiveKit's default. */
export function toLivekitJson({ media, ...fields }: Timed & { readonly media?: object }): Fields {
  const written: Fields = withDurations(fields);
  return media === undefined ? written : { ...written, media: withDurations(media) };
}

function withDurations(fields: Timed): Fields {
  const written: Fields = { ...fields };
  for (const name of TIMES) if (name in written) written[name] = duration(fields[name]);
  return written;
}

/** A thing of LiveKit's with some of its fields changed. What `media` and `roomConfig` do not name in them stays too. */
export function changed(now: object, changes: Fields): Fields {
  const before = now as Fields;
  const after: Fields = { ...before, ...changes };
  for (const name of ['media', 'roomConfig'])
    if (changes[name] !== undefined) after[name] = plain({ ...(before[name] as Fields), ...(changes[name] as Fields) });
  return plain(after);
}

/** As with every body: keys that nobody knows are ignored, also far inside. */
export const LENIENT = { ignoreUnknownFields: true } as const;

/** Without what is `undefined`, which protobuf's JSON does not know. */
const plain = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
