import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';

/** What was wrong, in the words of an Admin; `expected` and `received` where the two can be told. */
export type SsoProblem = { check: string; expected: string | null; received: string | null };

type Connection = { id: string; organizationId: string; name: string };

/** Tells the Admins of an organization why somebody did not get in by their identity provider. */
export async function recordSsoRefusal(
  deps: Pick<Deps, 'clock' | 'ids'>,
  tx: SystemTx,
  request: RequestContext,
  { id, organizationId, name }: Connection,
  { check, expected, received }: SsoProblem,
): Promise<void> {
  await recordAuditEvent(deps, tx, {
    organizationId,
    actor: { kind: 'system', id, label: `Single sign-on (${name})`, sessionMethod: null },
    request,
    action: 'sso-connection.sign-in-refused',
    target: { kind: 'sso-connection', id, label: name },
    after: { check, expected, received },
  });
}
