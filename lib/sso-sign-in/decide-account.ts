import type { AddressFacts } from './repository';

/** What becomes of an address that an identity provider vouches for and by whose NameID nobody came yet. */
export type AccountDecision = 'link' | 'create' | 'no-domain' | 'not-member';

/**
 * An identity provider is believed about the addresses of domains that its organization has verified, and of no other:
 * else every organization could vouch for everybody. And into an account that is there it leads only a member or somebody
 * invited: the account is the person's, and a company gets into it no further than into its own organization.
 */
export function decideAccount(facts: AddressFacts): AccountDecision {
  const { isVerified, provisions, user, isMember, isInvited } = facts;
  if (!isVerified) return 'no-domain';
  if (user !== null) return isMember || isInvited ? 'link' : 'not-member';
  return isInvited || provisions ? 'create' : 'not-member';
}
