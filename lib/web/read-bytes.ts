/** Counts what really comes, whatever the headers say: more than is allowed, or other than was declared, is refused. */
export async function readBytes(
  request: Request,
  maxBytes: number,
  tooLarge: () => Error,
): Promise<Uint8Array<ArrayBuffer>> {
  const text = request.headers.get('content-length');
  const declared = text === null ? null : Number(text);
  if (declared !== null && !(declared <= maxBytes)) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > maxBytes) throw tooLarge();
    pieces.push(piece);
  }
  if (declared !== null && declared !== length) throw tooLarge();
  return new Uint8Array(Buffer.concat(pieces, length));
}
