import { fileResponse } from './file-response';

/** CSV to be saved, sent as it is made. */
export function csvResponse(fileName: string, pieces: AsyncIterable<string>): Response {
  return fileResponse({ name: fileName, type: 'text/csv; charset=utf-8' }, encoded(pieces));
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(piece);
}
