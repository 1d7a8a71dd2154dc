import { enqueueMail } from '@/lib/notices/enqueue-mail';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { timeInWords } from '@/lib/accounts/time-in-words';
import { deviceInWords } from '@/lib/sessions/device';

/** Tells a person that their password is another one now, so that a theft is noticed. */
export async function mailPasswordChanged(
  deps: Deps,
  tx: SystemTx,
  person: { name: string; email: string; timeZone: string },
  userAgent: string | null,
): Promise<void> {
  await enqueueMail(deps, tx, person.email, {
    template: 'password-changed',
    name: person.name,
    at: timeInWords(deps.clock.now(), person.timeZone),
    device: deviceInWords(userAgent),
    resetLink: `${deps.config.appUrl}/forgot-password`,
  });
}
