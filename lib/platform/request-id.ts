import { randomFillSync } from 'node:crypto';

const idBytes = 16;
const pool = Buffer.alloc(idBytes * 128);
let used = pool.length;

/**
 * A request's id, for the log and for whoever reports a problem: 32 hex digits, as a trace id of W3C Trace Context §3.2.2.3.
 * It opens nothing and is stored nowhere as a key. Made from a pool, since each call of the API gets one.
 */
export function newRequestId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.toString('hex', used, (used += idBytes));
}
