import type { OrgTx } from '@/lib/platform/db';

/** A key that works at this moment. */
export type LiveKey = {
  id: string;
  name: string;
  createdAt: Date;
  /** As it was chosen, whatever a policy made of it; null for never. */
  chosenExpiresAt: Date | null;
  lastUsedIp: string | null;
};

/**
 * The keys of an organization. Passed in by whoever composes, since keys come after the policy in the order of the domains
 * (`keysUnderPolicy` in lib/api-keys).
 */
export type PolicyKeys = {
  list(tx: OrgTx, organizationId: string, now: Date): Promise<LiveKey[]>;
  /**
   * Ends each key so many days after its creation, or when was chosen, whichever is sooner; null: when was chosen. Says
   * how many ended by it, and how many others will end at another time than before.
   */
  applyMaximum(
    tx: OrgTx,
    organizationId: string,
    maxKeyDays: number | null,
    now: Date,
  ): Promise<{ ended: number; moved: number }>;
};
