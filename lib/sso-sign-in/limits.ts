import type { Limit } from '@/lib/platform/limits';

/** Ways to an identity provider that one network begins. Each is a row. A company sits behind one address. */
export const ssoPerNetwork: Limit = { name: 'sso-net', points: 600, windowSeconds: 15 * 60 };
/** Proofs for sensitive acts that one session begins. */
export const ssoPerSession: Limit = { name: 'sso-session', points: 30, windowSeconds: 15 * 60 };
