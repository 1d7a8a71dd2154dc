import type { IncomingMessage, ServerResponse } from 'node:http';

export type BodyResult =
  { ok: true; body: Buffer } | { ok: false; reason: 'too-large' | 'aborted' };

/** A declared body up to this size is read and thrown away, so that the connection may be used again. */
const discardedAtMost = 1_048_576;

const nothing = Buffer.alloc(0);

/**
 * Reads a body of at most `limit` bytes, whatever the headers claim. Calls back exactly once, in the same tick where
 * the body came in one piece: a promise would cost another turn.
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  done: (result: BodyResult) => void,
): void {
  const declared = request.headers['content-length'];
  const expected = declared === undefined ? -1 : Number(declared);
  if (expected === 0 || expected > limit) {
    request.resume();
    done(expected === 0 ? { ok: true, body: nothing } : { ok: false, reason: 'too-large' });
    return;
  }
  let first: Buffer | null = null;
  let rest: Buffer[] | null = null;
  let length = 0;
  let finished = false;

  function finish(result: BodyResult): void {
    if (finished) return;
    finished = true;
    done(result);
  }

  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > limit) finish({ ok: false, reason: 'too-large' });
    if (finished) return;
    if (first === null) first = chunk;
    else (rest ??= [first]).push(chunk);
    // All of it is here; the `end` event would come a turn later.
    if (length === expected)
      finish({ ok: true, body: rest === null ? first : Buffer.concat(rest) });
  });
  // A listener is not free, and where the length is known `data` says when the end is there.
  if (expected === -1) {
    request.on('end', () => {
      finish({ ok: true, body: rest === null ? (first ?? nothing) : Buffer.concat(rest) });
    });
  }
  request.on('error', () => finish({ ok: false, reason: 'aborted' }));
}

/** Whether the rest of a refused body is not worth reading: the connection ends with the answer. */
export function mustClose(request: IncomingMessage): boolean {
  const declared = Number(request.headers['content-length'] ?? Infinity);
  return declared > discardedAtMost;
}

/** Throws a body away that nobody wants: what is short is read past, what may be long ends the connection. */
export function leaveBody(request: IncomingMessage, response: ServerResponse): void {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  const hasBody = length !== undefined || coding !== undefined;
  if (hasBody && mustClose(request)) response.setHeader('Connection', 'close');
  request.resume();
}
