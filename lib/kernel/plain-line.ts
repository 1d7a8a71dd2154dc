/**
 * Whether a text is one line that shows as it reads: no control characters, no line breaks, no direction overrides or
 * isolates (which would let one name pose as another), no lone surrogates. Letters of every script and emoji are fine.
 */
export function isPlainLine(text: string): boolean {
  return (
    !/[\ud800-\udfff]/u.test(text) &&
    !/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/.test(
      text,
    )
  );
}
