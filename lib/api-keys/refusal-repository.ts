import { Prisma } from '@/generated/prisma/client';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';

export type RefusalRow = {
  id: string;
  occurredAt: Date;
  code: string;
  reason: string;
  ip: string | null;
  service: string | null;
  model: string | null;
};

/** Calls that a key was refused since an instant, newest first, one more than `limit` where there are more. */
export async function selectRefusals(
  tx: OrgTx,
  {
    organizationId,
    keyId,
    since,
    cursor,
    limit,
  }: { organizationId: string; keyId: string; since: Date; cursor: Cursor | null; limit: number },
): Promise<RefusalRow[]> {
  const conditions = [
    Prisma.sql`organization_id = ${organizationId}::uuid`,
    Prisma.sql`api_key_id = ${keyId}::uuid`,
    Prisma.sql`occurred_at > ${since}`,
  ];
  const place = keyset(
    {
      column: Prisma.sql`occurred_at`,
      id: Prisma.sql`id`,
      type: 'timestamptz',
      direction: 'desc',
    },
    cursor,
  );
  return tx.$queryRaw<RefusalRow[]>`
    SELECT id, occurred_at AS "occurredAt", code, reason, ip, service, model FROM api_key_refusals
     WHERE ${Prisma.join([...conditions, ...place.conditions], ' AND ')}
     ORDER BY ${place.orderBy} LIMIT ${limit + 1}`;
}
