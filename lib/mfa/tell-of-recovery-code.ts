import { recordAccountChange } from '@/lib/audit/record-account-change';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { mailMfaChanged } from './mfa-notice';
import { countRecoveryCodes } from './repository';

/** Says in the log and by mail that a recovery code was used, so that a stolen set is noticed. */
export async function tellOfRecoveryCode(
  deps: Deps,
  tx: SystemTx,
  person: { id: string; name: string; email: string; timeZone: string },
  request: RequestContext,
): Promise<void> {
  const label = `${person.name} <${person.email}>`;
  await recordAccountChange(deps, tx, {
    actor: { kind: 'user', id: person.id, label, sessionMethod: null },
    request,
    action: 'user.recovery-code-used',
    userId: person.id,
    label,
    after: { recoveryCodesLeft: await countRecoveryCodes(tx, person.id) },
  });
  await mailMfaChanged(deps, tx, person, 'code-used', request.userAgent);
}
