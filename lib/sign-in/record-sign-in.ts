import { recordAuditEvent, recordMemberEvent } from '@/lib/audit/record-audit-event';
import type { Actor } from '@/lib/authz/authorize';
import type { SystemSql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import type { SignInRefusal } from './model';

type SignInOutcome = {
  actor: Actor;
  request: RequestContext;
  /** Whose sign-in it was, by name or by what was typed. */
  label: string;
} & ({ outcome: 'signed-in' } | { outcome: 'sign-in-refused'; reason: SignInRefusal });

/**
 * Writes a sign-in, or a refused one, into the person's own activity and into the logs of their organizations. The same
 * two statements whoever it is: for an address without an account (null) the second writes nothing.
 */
export async function recordSignIn(
  deps: Pick<Deps, 'clock' | 'ids'>,
  sql: SystemSql,
  userId: string | null,
  event: SignInOutcome,
): Promise<void> {
  const { outcome, actor, request, label } = event;
  const facts = {
    actor,
    request,
    ...(event.outcome === 'sign-in-refused' && { after: { reason: event.reason } }),
  };
  await recordAuditEvent(deps, sql, {
    ...facts,
    organizationId: null,
    action: `user.${outcome}`,
    target: { kind: 'user', id: userId, label },
  });
  await recordMemberEvent(deps, sql, userId, {
    ...facts,
    action: `member.${outcome}`,
    target: { kind: 'member', id: userId, label },
  });
}
