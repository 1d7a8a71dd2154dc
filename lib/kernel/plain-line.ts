/**
 * Whether a text is one line that shows as it reads: no control characters, no line breaks, no direction overrides or
 * isolates, nothing without width (which would let one name pose as another), no lone surrogates, and something to see.
 * Letters of every script and emoji are fine, with the joiners that both are made of.
 */
export function isPlainLine(text: string): boolean {
  return (
    !/[\ud800-\udfff]/u.test(text) &&
    !/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/.test(
      text,
    ) &&
    !/[\u00ad\u061c\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\uffa0\ufff9-\ufffb]/.test(text) &&
    /[\p{L}\p{N}\p{P}\p{S}]/u.test(text)
  );
}
