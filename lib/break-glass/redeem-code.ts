import { timeInWords } from '@/lib/accounts/time-in-words';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { labelOf } from '@/lib/orgs/departing';
import { selectAdmins } from '@/lib/orgs/deletion-repository';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { deviceInWords } from '@/lib/sessions/device';
import { spendCode, type SpentCode } from './repository';

type Redeeming = {
  person: { id: string; name: string; email: string };
  codeHash: Uint8Array;
  /** Of the session that it opens. */
  method: string;
  request: RequestContext;
};

/**
 * Uses an Admin's code up at the end of a sign-in that passed everything else, in its transaction: whoever knows a password
 * alone cannot burn the code. The log of the organization tells of it, and a mail to every Admin, the one who came included.
 * @returns whether the code counted still.
 */
export async function redeemCode(
  deps: Pick<Deps, 'clock' | 'ids' | 'vault' | 'config'>,
  tx: SystemTx,
  redeeming: Redeeming,
): Promise<boolean> {
  const { person, codeHash, method, request } = redeeming;
  const now = deps.clock.now();
  const spent = await spendCode(tx, { userId: person.id, codeHash, now });
  if (spent === null) return false;
  const label = labelOf(person);
  await recordAuditEvent(deps, tx, {
    organizationId: spent.organizationId,
    actor: { kind: 'user', id: person.id, label, sessionMethod: method },
    request,
    action: 'break-glass.used',
    target: { kind: 'member', id: person.id, label },
  });
  await mailAdmins(deps, tx, spent, redeeming);
  return true;
}

async function mailAdmins(
  deps: Pick<Deps, 'clock' | 'ids' | 'vault' | 'config'>,
  tx: SystemTx,
  { organizationId, organizationName, slug }: SpentCode,
  { person, request }: Redeeming,
): Promise<void> {
  const now = deps.clock.now();
  for (const { name, email, timeZone } of await selectAdmins(tx, organizationId)) {
    await enqueueMail(deps, tx, email, {
      template: 'break-glass-used',
      name,
      organization: organizationName,
      by: person.name,
      byEmail: person.email,
      at: timeInWords(now, timeZone),
      device: deviceInWords(request.userAgent),
      ip: request.ip,
      link: `${deps.config.appUrl}/orgs/${slug}/settings/sso/break-glass`,
    });
  }
}
