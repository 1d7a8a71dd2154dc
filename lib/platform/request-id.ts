import { randomUUID } from 'node:crypto';

/** A request's id, for the log and for whoever reports a problem. It opens nothing and is stored nowhere as a key. */
export function newRequestId(): string {
  return randomUUID();
}
