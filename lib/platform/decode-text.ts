/** How the bytes of a text file were understood. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What keeps bytes from being a text: another kind of file, or a line that no encoding explains. */
export type TextFault = { kind: 'other-file'; what: string } | { kind: 'unreadable'; line: number };

export type DecodedText =
  { ok: true; text: string; encoding: TextEncoding } | { ok: false; fault: TextFault };

/** First bytes of files that are uploaded in a CSV's place, whatever their name says. */
const signatures: readonly { bytes: readonly number[]; what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'an Excel workbook or another zip file' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'a zip file' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook' },
  { bytes: [0x4d, 0x5a], what: 'a program' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: 'a program' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  { bytes: [0x1f, 0x8b], what: 'a compressed file' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a picture' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a picture' },
];

/**
 * Bytes as text, by the byte order mark where there is one; else UTF-16 by its zero bytes, strict UTF-8, or Latin-1 as
 * browsers read it (windows-1252, WHATWG Encoding §4.2). Nothing is guessed past that: a file that is UTF-8 in one line and
 * something else in another would turn names into others.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = byMark(bytes);
  if (marked !== null) return decodedAs(bytes.subarray(marked.length), marked.encoding);
  const other = signatures.find((each) => each.bytes.every((byte, at) => bytes[at] === byte));
  if (other !== undefined) return { ok: false, fault: { kind: 'other-file', what: other.what } };
  const wide = utf16ByZeros(bytes);
  if (wide !== null) return decodedAs(bytes, wide);
  if (isUtf8(bytes)) return decodedAs(bytes, 'utf-8');
  return latin1(bytes);
}

function byMark(bytes: Uint8Array) {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf)
    return { encoding: 'utf-8' as const, length: 3 };
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le' as const, length: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be' as const, length: 2 };
  return null;
}

/** Lists of addresses are ASCII for the most part: every other byte of theirs is zero then, and none of the rest. */
function utf16ByZeros(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    if (bytes[at] === 0) even += 1;
    if (bytes[at + 1] === 0) odd += 1;
  }
  const most = (bytes.length / 2) * 0.7;
  if (even === 0 && odd >= most) return 'utf-16le';
  if (odd === 0 && even >= most) return 'utf-16be';
  return null;
}

function decodedAs(
  bytes: Uint8Array,
  encoding: Exclude<TextEncoding, 'windows-1252'>,
): DecodedText {
  // A mark inside the text is a character like any other, and told of as such.
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  // A replacement character that was not in the file, or one that was: neither belongs to an address or a name.
  const at = text.search(/[\0\ufffd]/);
  if (at !== -1) return { ok: false, fault: { kind: 'unreadable', line: lineAt(text, at) } };
  return { ok: true, text, encoding };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function latin1(bytes: Uint8Array): DecodedText {
  const asUtf8 = new TextDecoder('utf-8').decode(bytes);
  const wrong = asUtf8.indexOf('\ufffd');
  // Letters that are well-formed UTF-8 are so by no accident: the file is UTF-8 that was damaged.
  if (/[^\0-\x7f\ufffd]/.test(asUtf8)) {
    return { ok: false, fault: { kind: 'unreadable', line: lineAt(asUtf8, wrong) } };
  }
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (sign) => windowsSigns[sign.charCodeAt(0) - 0x80] ?? '\ufffd');
  const at = text.search(/[\0\ufffd]/);
  if (at === -1) return { ok: true, text, encoding: 'windows-1252' };
  return { ok: false, fault: { kind: 'unreadable', line: lineAt(text, at) } };
}

/**
 * The bytes 0x80 to 0x9f, five of which are no character. By hand, since the TextDecoder of Node 20 reads windows-1252 as
 * if it were ISO 8859-1, where all of them are control characters.
 */
const windowsSigns = Array.from('€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ');

/** The line of a place in a text, from 1. */
function lineAt(text: string, at: number): number {
  return text.slice(0, at).split(/\r\n|\n|\r/).length;
}
