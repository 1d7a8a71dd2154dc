import type { Limit } from '@/lib/platform/limits';

/** New sets of recovery codes of one person; each is told of by a mail. */
export const recoveryCodeSets: Limit = {
  name: 'mfa-codes',
  points: 10,
  windowSeconds: 24 * 60 * 60,
};
