import type { OrgTx } from '@/lib/platform/db';

/** An Admin, and what of theirs opens the organization on the day on which single sign-on fails. */
export type EmergencyAdmin = {
  userId: string;
  name: string;
  email: string;
  hasPassword: boolean;
  hasSecondFactor: boolean;
  /** Of their printed code; null where they have none. */
  madeAt: Date | null;
  /** Of a code that was used and not made anew. */
  usedAt: Date | null;
};

/** The Admins by name. No more is to be had of their accounts here, and nothing of a code. */
export async function selectEmergencyAdmins(tx: OrgTx): Promise<EmergencyAdmin[]> {
  return tx.$queryRaw<EmergencyAdmin[]>`
    SELECT user_id AS "userId", name, email, has_password AS "hasPassword", has_second_factor AS "hasSecondFactor",
           made_at AS "madeAt", used_at AS "usedAt"
      FROM gatehouse_emergency_admins() ORDER BY lower(name), user_id`;
}

/** The domains of the organization whose addresses sign in by its identity provider alone, by name. */
export async function selectSsoDomainNames(tx: OrgTx, organizationId: string): Promise<string[]> {
  const rows = await tx.organizationDomain.findMany({
    where: { organizationId, requiresSso: true },
    orderBy: { domain: 'asc' },
    select: { domain: true },
  });
  return rows.map(({ domain }) => domain);
}
