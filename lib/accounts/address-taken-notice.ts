import { enqueueMail } from '@/lib/notices/enqueue-mail';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AddressState } from './address-repository';

/**
 * To an address that cannot be had, in place of the proof that a free one gets: who owns it learns that somebody tried,
 * and who tried learns nothing, since the page says the same for both.
 */
export async function mailAddressTaken(
  deps: Pick<Deps, 'clock' | 'ids' | 'vault' | 'config'>,
  tx: SystemTx,
  email: string,
  { asked, state }: { asked: 'sign-up' | 'email-change'; state: Exclude<AddressState, 'free'> },
): Promise<void> {
  const { appUrl } = deps.config;
  await enqueueMail(deps, tx, email, {
    template: 'account-exists',
    asked,
    isKept: state === 'kept',
    signInLink: `${appUrl}/sign-in`,
    resetLink: `${appUrl}/forgot-password`,
  });
}
