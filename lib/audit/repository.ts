import { Prisma } from '@/generated/prisma/client';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';
import type { AuditAction, AuditTargetKind } from './actions';
import type { AuditEventRow, Visibility } from './model';

const columns = Prisma.sql`
  id, occurred_at AS "occurredAt", actor_kind AS "actorKind", actor_id AS "actorId", actor_label AS "actorLabel", action,
  target_kind AS "targetKind", target_id AS "targetId", target_label AS "targetLabel", before, after, ip,
  user_agent AS "userAgent", request_id AS "requestId", session_method AS "sessionMethod"`;

export type AuditFilter = {
  actorId?: string | undefined;
  action?: AuditAction | undefined;
  targetKind?: AuditTargetKind | undefined;
  targetId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

function visible(visibility: Visibility): Prisma.Sql {
  if (visibility.of === 'everyone') return Prisma.sql`true`;
  const own = Prisma.sql`actor_id = ${visibility.actorId}`;
  if (visibility.alsoActions.length === 0) return own;
  return Prisma.sql`(${own} OR action IN (${Prisma.join([...visibility.alsoActions])}))`;
}

/** Events, newest first, from the cursor on, one more than `limit` where there are more. */
export async function selectAuditEvents(
  tx: OrgTx,
  organizationId: string,
  visibility: Visibility,
  filter: AuditFilter,
  { cursor, limit }: { cursor: Cursor | null; limit: number },
): Promise<AuditEventRow[]> {
  const conditions = [Prisma.sql`organization_id = ${organizationId}::uuid`, visible(visibility)];
  if (filter.actorId !== undefined) conditions.push(Prisma.sql`actor_id = ${filter.actorId}`);
  if (filter.action !== undefined) conditions.push(Prisma.sql`action = ${filter.action}`);
  if (filter.targetKind !== undefined) {
    conditions.push(Prisma.sql`target_kind = ${filter.targetKind}`);
  }
  if (filter.targetId !== undefined) conditions.push(Prisma.sql`target_id = ${filter.targetId}`);
  if (filter.from !== undefined) conditions.push(Prisma.sql`occurred_at >= ${filter.from}`);
  if (filter.to !== undefined) conditions.push(Prisma.sql`occurred_at < ${filter.to}`);
  const place = keyset(
    {
      column: Prisma.sql`occurred_at`,
      id: Prisma.sql`id`,
      type: 'timestamptz',
      direction: 'desc',
    },
    cursor,
  );
  return tx.$queryRaw<AuditEventRow[]>`
    SELECT ${columns} FROM audit_events WHERE ${Prisma.join([...conditions, ...place.conditions], ' AND ')}
     ORDER BY ${place.orderBy} LIMIT ${limit + 1}`;
}

export async function selectAuditEvent(
  tx: OrgTx,
  organizationId: string,
  visibility: Visibility,
  eventId: string,
): Promise<AuditEventRow | null> {
  const rows = await tx.$queryRaw<AuditEventRow[]>`
    SELECT ${columns} FROM audit_events
     WHERE organization_id = ${organizationId}::uuid AND id = ${eventId}::uuid AND ${visible(visibility)}`;
  return rows[0] ?? null;
}
