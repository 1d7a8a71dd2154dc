import type { Actor } from '@/lib/authz/authorize';
import type { AnySql, SystemSql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import type { AuditAction, AuditTargetKind } from './actions';

/** Plain values only; a secret has no place here, so none of its names is accepted. */
export type AuditState = Record<string, string | number | boolean | null | readonly string[]> & {
  secret?: never;
  password?: never;
  token?: never;
  hash?: never;
};

export type AuditEntry = {
  /** Null for what a person does to their own account. */
  organizationId: string | null;
  actor: Actor;
  request: RequestContext;
  action: AuditAction;
  target: { kind: AuditTargetKind; id: string | null; label: string };
  before?: AuditState;
  after?: AuditState;
};

/** Enough for any real browser, and a bound on what a hostile one can store. */
const maxUserAgentLength = 512;

/**
 * Writes an event of the audit log in the transaction of the act itself, so that neither exists without the other.
 */
export async function recordAuditEvent(
  deps: Pick<Deps, 'clock' | 'ids'>,
  sql: AnySql,
  entry: AuditEntry,
): Promise<void> {
  const facts = factsOf(entry);
  await sql.$executeRaw`
    INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_id, actor_label, action, target_kind,
                              target_id, target_label, before, after, ip, user_agent, request_id, session_method)
    VALUES (${deps.ids.next()}::uuid, ${entry.organizationId}::uuid, ${deps.clock.now()}, ${facts.actorKind}, ${facts.actorId},
            ${facts.actorLabel}, ${entry.action}, ${facts.targetKind}, ${facts.targetId}, ${facts.targetLabel},
            ${jsonOf(entry.before)}::jsonb, ${jsonOf(entry.after)}::jsonb, ${facts.ip}, ${facts.userAgent}, ${facts.requestId},
            ${facts.sessionMethod})`;
}

/** What happened to somebody's account: `user.…` in their own activity, `member.…` in the logs of their organizations. */
export type PersonEntry = Omit<AuditEntry, 'organizationId' | 'before' | 'action' | 'target'> & {
  action: { own: AuditAction; member: AuditAction };
  label: string;
};

/**
 * Writes an event into a person's own activity and into the log of every organization of which they are a member. One
 * statement whoever it is, so that a refusal costs the same whether or not there is an account (null).
 */
export async function recordPersonEvent(
  deps: Pick<Deps, 'clock' | 'ids'>,
  sql: SystemSql,
  userId: string | null,
  { action, label, ...entry }: PersonEntry,
): Promise<void> {
  const facts = factsOf({ ...entry, target: { kind: 'user', id: userId, label } });
  await sql.$executeRaw`
    INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_id, actor_label, action, target_kind,
                              target_id, target_label, after, ip, user_agent, request_id, session_method)
    SELECT e.id, e.organization_id, ${deps.clock.now()}, ${facts.actorKind}, ${facts.actorId}, ${facts.actorLabel}, e.action,
           e.target_kind, ${facts.targetId}, ${facts.targetLabel}, ${jsonOf(entry.after)}::jsonb, ${facts.ip},
           ${facts.userAgent}, ${facts.requestId}, ${facts.sessionMethod}
      FROM (SELECT ${deps.ids.next()}::uuid AS id, NULL::uuid AS organization_id, ${action.own} AS action,
                   'user' AS target_kind
            UNION ALL
            SELECT gen_random_uuid(), m.organization_id, ${action.member}, 'member'
              FROM memberships m WHERE m.user_id = ${userId}::uuid) e`;
}

export const jsonOf = (state: AuditState | undefined) =>
  state === undefined ? null : JSON.stringify(state);

/** An entry as it is written: nothing in it can pose as something else, and nothing is without bounds. */
export function factsOf({
  actor,
  request,
  target,
}: Pick<AuditEntry, 'actor' | 'request' | 'target'>) {
  const { userAgent } = request;
  return {
    actorKind: actor.kind,
    actorId: actor.id,
    actorLabel: printable(actor.label),
    targetKind: target.kind,
    targetId: target.id,
    targetLabel: printable(target.label),
    ip: request.ip,
    userAgent: userAgent === null ? null : printable(userAgent).slice(0, maxUserAgentLength),
    requestId: request.requestId,
    sessionMethod: actor.sessionMethod,
  };
}

/** Without control characters and direction overrides, which would let one event pose as another on a screen. */
function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    '\ufffd',
  );
}
