import type { IncomingMessage } from 'node:http';
import { countHeader, readBearer } from '@/lib/platform/bearer';

/**
 * The key of a call: `Authorization: Bearer` or `x-api-key`, or both where they say the same. Null where there is none
 * or where two programs might read two.
 */
export function readKey(request: IncomingMessage): string | null {
  const bearer = readBearer(request);
  if (bearer === null && countHeader(request, 'authorization') > 0) return null;
  const apiKey = request.headers['x-api-key'];
  if (apiKey === undefined) return bearer;
  if (typeof apiKey !== 'string' || countHeader(request, 'x-api-key') !== 1) return null;
  return bearer === null || bearer === apiKey ? apiKey : null;
}
