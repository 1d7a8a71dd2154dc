import { recordPersonEvent } from '@/lib/audit/record-audit-event';
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

/** Writes a sign-in, or a refused one, into the person's own activity and into the logs of their organizations. */
export async function recordSignIn(
  deps: Pick<Deps, 'clock' | 'ids'>,
  sql: SystemSql,
  userId: string | null,
  event: SignInOutcome,
): Promise<void> {
  const { outcome, actor, request, label } = event;
  await recordPersonEvent(deps, sql, userId, {
    actor,
    request,
    label,
    action: { own: `user.${outcome}`, member: `member.${outcome}` },
    ...(event.outcome === 'sign-in-refused' && { after: { reason: event.reason } }),
  });
}
