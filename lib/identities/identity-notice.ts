import { timeInWords } from '@/lib/accounts/time-in-words';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { deviceInWords } from '@/lib/sessions/device';
import { createNotMeLink } from '@/lib/sign-in/create-not-me-link';
import { providerNames, type Provider } from './model';

/**
 * Tells a person that there is another way into their account, or one less. Cannot be turned off. A new password shuts
 * out nobody who linked themselves a way in: for that the mail holds the link that secures the account.
 */
export async function mailIdentityChanged(
  deps: Deps,
  tx: SystemTx,
  person: { id: string; name: string; email: string; timeZone: string },
  what: { change: 'linked' | 'unlinked'; provider: Provider; request: RequestContext },
): Promise<void> {
  const isLinked = what.change === 'linked';
  await enqueueMail(deps, tx, person.email, {
    template: 'identity-changed',
    change: what.change,
    provider: providerNames[what.provider],
    name: person.name,
    at: timeInWords(deps.clock.now(), person.timeZone),
    device: deviceInWords(what.request.userAgent),
    ...(isLinked && { notMeLink: await createNotMeLink(deps, tx, person.id) }),
    resetLink: `${deps.config.appUrl}/forgot-password`,
  });
}
