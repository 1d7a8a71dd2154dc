import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Visible ASCII but the comma, which joins two headers into one (RFC 9110 §5.3). Wider than RFC 6750 §2.1 asks. */
const tokenShape = /^[\x21-\x2b\x2d-\x7e]+$/;

/** How often a header was sent. Node keeps one `Authorization` and drops the others silently. */
export function countHeader({ rawHeaders }: IncomingMessage, lowerCaseName: string): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName) count += 1;
  }
  return count;
}

/**
 * The token of `Authorization: Bearer <token>`: the scheme in any case, one space, one header. Null for everything
 * that two programs might read in two ways: another scheme, two spaces, two headers, two values in one.
 */
export function readBearer(request: IncomingMessage): string | null {
  const token = afterScheme(request);
  return token !== null && tokenShape.test(token) ? token : null;
}

function afterScheme(request: IncomingMessage): string | null {
  const value = request.headers.authorization;
  if (value === undefined || countHeader(request, 'authorization') !== 1) return null;
  const scheme = value.slice(0, 7);
  return scheme === 'Bearer ' || scheme.toLowerCase() === 'bearer ' ? value.slice(7) : null;
}

const slotStep = 64;

/**
 * Whether a request carries one of a few tokens as its bearer, in a time that tells neither where the texts differ nor
 * how long ours are. Each is put into a slot of fixed size, which is cheaper than a digest and hides as much. What is
 * presented needs no shape of its own: only what we know can match.
 */
export function createBearerCheck(
  tokens: readonly string[],
): (request: IncomingMessage) => boolean {
  const longest = Math.max(0, ...tokens.map((token) => token.length));
  const size = Math.ceil((longest + lengthBytes) / slotStep) * slotStep;
  const slots = tokens.map((token) => slotOf(token, Buffer.alloc(size)));
  const scratch = Buffer.alloc(size);
  let written = 0;
  return (request) => {
    const presented = afterScheme(request);
    if (presented === null || presented.length > size - lengthBytes) return false;
    // As long as the one before, it covers it whole.
    if (presented.length === written) scratch.write(presented, lengthBytes, 'latin1');
    else slotOf(presented, scratch);
    written = presented.length;
    let matches = false;
    for (const slot of slots) matches = timingSafeEqual(slot, scratch) || matches;
    return matches;
  };
}

const lengthBytes = 2;

function slotOf(token: string, slot: Buffer): Buffer {
  slot.fill(0);
  slot.writeUInt16BE(token.length);
  slot.write(token, lengthBytes, 'latin1');
  return slot;
}
