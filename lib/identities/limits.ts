import type { Limit } from '@/lib/platform/limits';

/** Ways to a provider that one network begins. Each is a row, and for Google two requests of ours. */
export const handshakesPerNetwork: Limit = {
  name: 'oauth-net',
  points: 120,
  windowSeconds: 15 * 60,
};
