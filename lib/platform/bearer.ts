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
  const value = request.headers.authorization;
  if (value === undefined || countHeader(request, 'authorization') !== 1) return null;
  const scheme = value.slice(0, 7);
  if (scheme !== 'Bearer ' && scheme.toLowerCase() !== 'bearer ') return null;
  const token = value.slice(7);
  return tokenShape.test(token) ? token : null;
}

const slotBytes = 512;

/**
 * Compares with a few tokens in a time that tells neither where the texts differ nor how long ours are. Each is put
 * into a slot of fixed size, which is cheaper than a digest and hides as much.
 */
export function createTokenCheck(tokens: readonly string[]): (presented: string) => boolean {
  const slots = tokens.map((token) => slotOf(token, Buffer.alloc(slotBytes)));
  const scratch = Buffer.alloc(slotBytes);
  return (presented) => {
    if (presented.length > slotBytes - 2) return false;
    slotOf(presented, scratch);
    let matches = false;
    for (const slot of slots) matches = timingSafeEqual(slot, scratch) || matches;
    return matches;
  };
}

function slotOf(token: string, slot: Buffer): Buffer {
  if (token.length > slotBytes - 2) throw new Error('a token may have at most 510 characters');
  slot.fill(0);
  slot.writeUInt16BE(token.length);
  slot.write(token, 2, 'latin1');
  return slot;
}
