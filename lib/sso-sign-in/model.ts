/** A connection by which somebody with an address of that domain can sign in. */
export type SsoWay = { connectionId: string; name: string };

/** Why the word of an identity provider opened nothing, as the sign-in page says it. */
export const ssoRefusalReasons = [
  'over',
  'failed',
  'no-address',
  'no-domain',
  'not-member',
  'other-account',
  'not-proved',
] as const;
export type SsoRefusalReason = (typeof ssoRefusalReasons)[number];
