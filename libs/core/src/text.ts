/**
 * Why `value` cannot be kept as it is, or `null` when it can. Postgres' text and jsonb refuse U+0000, and a lone
 * surrogate has no UTF-8 form: both would come back changed, so they are refused instead.
 */
export function textProblem(value: string): string | null {
  if (!value.isWellFormed()) return 'holds half of a surrogate pair, which is not text';
  if (value.includes('\u0000')) return 'holds the character U+0000, which cannot be stored';
  return null;
}
