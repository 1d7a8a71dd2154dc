import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import type { Deps } from '@/lib/platform/deps';
import type { Limit } from '@/lib/platform/limits';

/** Ways to a provider that one network begins. Each is a row, and for Google two requests of ours. */
export const handshakesPerNetwork: Limit = {
  name: 'oauth-net',
  points: 120,
  windowSeconds: 15 * 60,
};
/** The same in one session, to link an account or to prove who it is. */
export const handshakesPerSession: Limit = {
  name: 'oauth-session',
  points: 30,
  windowSeconds: 15 * 60,
};

/** @throws AppError `rate-limited` */
export async function requireFewHandshakes(
  deps: Pick<Deps, 'limits'>,
  sessionId: string,
): Promise<void> {
  const what = 'You went to Google or GitHub many times.';
  await requireWithinLimit(deps, handshakesPerSession, limitKey(sessionId), what);
}
