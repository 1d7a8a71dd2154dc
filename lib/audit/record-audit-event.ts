import type { Actor } from '@/lib/authz/authorize';
import type { AnyTx } from '@/lib/platform/db';
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
  tx: AnyTx,
  entry: AuditEntry,
): Promise<void> {
  const { actor, request, target } = entry;
  // createMany, since the system role may insert here but not read back.
  await tx.auditEvent.createMany({
    data: [
      {
        id: deps.ids.next(),
        organizationId: entry.organizationId,
        occurredAt: deps.clock.now(),
        actorKind: actor.kind,
        actorId: actor.id,
        actorLabel: printable(actor.label),
        action: entry.action,
        targetKind: target.kind,
        targetId: target.id,
        targetLabel: printable(target.label),
        ...(entry.before ? { before: entry.before } : {}),
        ...(entry.after ? { after: entry.after } : {}),
        ip: request.ip,
        userAgent:
          request.userAgent === null
            ? null
            : printable(request.userAgent).slice(0, maxUserAgentLength),
        requestId: request.requestId,
        sessionMethod: actor.sessionMethod,
      },
    ],
  });
}

/** Without control characters and direction overrides, which would let one event pose as another on a screen. */
function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    '\ufffd',
  );
}
