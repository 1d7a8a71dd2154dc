import { Prisma } from '@/generated/prisma/client';
import type { Cursor } from '@/lib/kernel/page';
import type { OrgTx, PersonTx } from '@/lib/platform/db';
import { keyset } from '@/lib/platform/keyset';
import type { AuditAction, AuditTargetKind } from './actions';
import type { AuditEventRow, Visibility } from './model';
import type { AuditSearch } from './search-words';

const columns = Prisma.sql`
  id, occurred_at AS "occurredAt", actor_kind AS "actorKind", actor_id AS "actorId", actor_label AS "actorLabel", action,
  target_kind AS "targetKind", target_id AS "targetId", target_label AS "targetLabel", before, after, ip,
  user_agent AS "userAgent", request_id AS "requestId", session_method AS "sessionMethod"`;

const newestFirst = {
  column: Prisma.sql`occurred_at`,
  id: Prisma.sql`id`,
  type: 'timestamptz',
  direction: 'desc',
} as const;

export type AuditFilter = {
  search?: AuditSearch | undefined;
  actorId?: string | undefined;
  action?: AuditAction | undefined;
  exceptActions?: readonly AuditAction[] | undefined;
  targetKind?: AuditTargetKind | undefined;
  targetId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

function visible(visibility: Visibility): Prisma.Sql {
  if (visibility.of === 'everyone') return Prisma.sql`true`;
  const { actorId, alsoActions } = visibility;
  const conditions = [
    Prisma.sql`actor_id = ${actorId}`,
    // Whoever was refused proved to be nobody, so the event has no actor; whom it concerns is its target.
    Prisma.sql`target_kind = 'member' AND target_id = ${actorId} AND action = 'member.sign-in-refused'`,
  ];
  if (alsoActions.length > 0) {
    conditions.push(Prisma.sql`action IN (${Prisma.join([...alsoActions])})`);
  }
  return Prisma.sql`(${Prisma.join(conditions, ' OR ')})`;
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
  if (filter.exceptActions !== undefined) {
    conditions.push(Prisma.sql`action NOT IN (${Prisma.join([...filter.exceptActions])})`);
  }
  if (filter.targetKind !== undefined) {
    conditions.push(Prisma.sql`target_kind = ${filter.targetKind}`);
  }
  if (filter.targetId !== undefined) conditions.push(Prisma.sql`target_id = ${filter.targetId}`);
  if (filter.from !== undefined) conditions.push(Prisma.sql`occurred_at >= ${filter.from}`);
  if (filter.to !== undefined) conditions.push(Prisma.sql`occurred_at < ${filter.to}`);
  if (filter.search !== undefined) {
    const found = foundBy(filter.search, visibility, filter, { cursor, limit });
    conditions.push(Prisma.sql`id IN (SELECT * FROM ${found})`);
  }
  const place = keyset(newestFirst, cursor);
  return tx.$queryRaw<AuditEventRow[]>`
    SELECT ${columns} FROM audit_events WHERE ${Prisma.join([...conditions, ...place.conditions], ' AND ')}
     ORDER BY ${place.orderBy} LIMIT ${limit + 1}`;
}

/**
 * The ids of one page of a search. Everything that narrows the list goes along, so that the page that is found is
 * the page that is shown; what is read by these ids is asked all of it once more.
 */
function foundBy(
  { text, actions, addresses, ids }: AuditSearch,
  visibility: Visibility,
  filter: AuditFilter,
  { cursor, limit }: { cursor: Cursor | null; limit: number },
): Prisma.Sql {
  const facts = [
    ...addresses.map((address) => fact('ip', address)),
    ...ids.map(factOfId),
    ...(visibility.of === 'everyone' ? [] : [factOfVisibility(visibility)]),
    ...(filter.actorId === undefined ? [] : [fact('actor', filter.actorId)]),
    ...(filter.action === undefined ? [] : [fact('action', filter.action)]),
    ...(filter.exceptActions ?? []).map((action) => `!${fact('action', action)}`),
    ...(filter.targetKind === undefined ? [] : [fact('kind', filter.targetKind)]),
    ...(filter.targetId === undefined ? [] : [fact('target', filter.targetId)]),
  ];
  return Prisma.sql`gatehouse_search_audit_events(
    ${text}, ${JSON.stringify(actions)}::jsonb, ${facts.length === 0 ? null : facts.join(' & ')}::tsquery,
    ${filter.from ?? null}::timestamptz, ${filter.to ?? null}::timestamptz,
    ${cursor?.value ?? null}::timestamptz, ${cursor?.id ?? null}::uuid, ${cursor?.toward === 'previous'}, ${limit + 1}::integer)`;
}

/** A fact about an event as its words hold it (migration audit_search_and_exports). Ids, names and addresses alone. */
function fact(
  name: 'actor' | 'action' | 'kind' | 'target' | 'ip' | 'request' | 'import',
  value: string,
): string {
  if (!/^[a-z0-9.:-]*$/.test(value)) throw new Error('A fact holds a sign that no fact has.');
  return `':${name}:${value}'`;
}

/** Whatever the id stands for in an event; among what it says it is the words of which it is made. */
function factOfId(id: string): string {
  const facts = (['actor', 'target', 'request', 'import'] as const).map((name) => fact(name, id));
  const words = id.split('-').map((word) => `'${word}'`);
  return `(${facts.join(' | ')} | (${words.join(' & ')}))`;
}

function factOfVisibility({ actorId, alsoActions }: Extract<Visibility, { of: 'actor' }>): string {
  const ways = [
    fact('actor', actorId),
    `(${fact('kind', 'member')} & ${fact('target', actorId)} & ${fact('action', 'member.sign-in-refused')})`,
    ...alsoActions.map((action) => fact('action', action)),
  ];
  return `(${ways.join(' | ')})`;
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

export type AccountEventFilter = {
  since: Date;
  /** Only these actions, or all but these. */
  actions?: { names: readonly AuditAction[]; isExcept: boolean };
};

/** What happened to a person's own account, newest first: read along the index audit_events_account_idx. */
export async function selectAccountEvents(
  tx: PersonTx,
  userId: string,
  { since, actions }: AccountEventFilter,
  { cursor, limit }: { cursor: Cursor | null; limit: number },
): Promise<AuditEventRow[]> {
  const conditions = [
    Prisma.sql`organization_id IS NULL AND target_kind = 'user' AND target_id = ${userId}`,
    Prisma.sql`occurred_at >= ${since}`,
  ];
  if (actions !== undefined) {
    const names = Prisma.join([...actions.names]);
    conditions.push(
      actions.isExcept ? Prisma.sql`action NOT IN (${names})` : Prisma.sql`action IN (${names})`,
    );
  }
  const place = keyset(newestFirst, cursor);
  return tx.$queryRaw<AuditEventRow[]>`
    SELECT ${columns} FROM audit_events WHERE ${Prisma.join([...conditions, ...place.conditions], ' AND ')}
     ORDER BY ${place.orderBy} LIMIT ${limit + 1}`;
}
