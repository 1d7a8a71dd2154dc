import { timeInWords } from '@/lib/accounts/time-in-words';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import type { MfaChange } from '@/lib/notices/templates';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deviceInWords } from '@/lib/sessions/device';
import { countRecoveryCodes } from './repository';

/** Tells a person that their second factor changed, so that a theft is noticed. Cannot be turned off. */
export async function mailMfaChanged(
  deps: Deps,
  tx: SystemTx,
  person: { id: string; name: string; email: string; timeZone: string },
  change: MfaChange,
  userAgent: string | null,
): Promise<void> {
  await enqueueMail(deps, tx, person.email, {
    template: 'mfa-changed',
    change,
    name: person.name,
    at: timeInWords(deps.clock.now(), person.timeZone),
    device: deviceInWords(userAgent),
    codesLeft: await countRecoveryCodes(tx, person.id),
    resetLink: `${deps.config.appUrl}/forgot-password`,
  });
}
