/** What a name may be made of, beside its own text. */
export const PLACEHOLDERS = [
  'room_name',
  'room_id',
  'time',
  'publisher_identity',
  'track_id',
  'track_type',
  'track_source',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
export type NameValues = Readonly<Partial<Record<Placeholder, string>>>;

/** File systems stop at 255 bytes; LiveKit adds a number and an extension. */
const MAX_BYTES = 200;
const PLACEHOLDER = /\{(\w+)\}/g;

/** What is wrong with a name that a caller chose ("must …"), or `null`. */
export function nameProblem(name: string, known: readonly Placeholder[]): string | null {
  if (/[/\\]/.test(name)) return 'must not have slashes: each recording has a folder of its own';
  if (name.startsWith('.')) return 'must not begin with a dot';
  for (const [, placeholder = ''] of name.matchAll(PLACEHOLDER)) {
    if (!known.some((one) => one === placeholder)) {
      return `must not use {${placeholder.slice(0, 40)}}, which means nothing here; there are ${known.map((one) => `{${one}}`).join(', ')}`;
    }
  }
  return null;
}

/**
 * The name of a file. Values are made fit for one: an id of a room or participant may hold slashes and anything else. A name that would be
 * too long for a file system is cut.
 */
export function fileName(template: string, values: NameValues): string {
  const name = template.replaceAll(PLACEHOLDER, (_, placeholder: Placeholder) => harmless(values[placeholder] ?? ''));
  return cut(name.replace(/^[.\s]+/, '_'), MAX_BYTES) || '_';
}

/** As LiveKit writes it: 2026-11-25T181200, in UTC. */
export const timeInName = (time: Date): string => time.toISOString().slice(0, 19).replaceAll(':', '');

const harmless = (text: string): string => text.replaceAll(/[/\\:*?"<>|{}\p{Cc}]/gu, '_');

function cut(text: string, maxBytes: number): string {
  let size = 0;
  let kept = '';
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > maxBytes) break;
    kept += character;
  }
  return kept;
}
