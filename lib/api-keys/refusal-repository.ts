import { Prisma } from '@/generated/prisma/client';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';

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
  const backwards = cursor?.toward === 'previous';
  if (cursor !== null) {
    const from = Prisma.sql`(${cursor.value}::timestamptz, ${cursor.id}::uuid)`;
    const place = Prisma.sql`(occurred_at, id)`;
    conditions.push(backwards ? Prisma.sql`${place} > ${from}` : Prisma.sql`${place} < ${from}`);
  }
  const way = backwards ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  return tx.$queryRaw<RefusalRow[]>`
    SELECT id, occurred_at AS "occurredAt", code, reason, ip, service, model FROM api_key_refusals
     WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY occurred_at ${way}, id ${way} LIMIT ${limit + 1}`;
}
