import { mailAddressTaken } from '@/lib/accounts/address-taken-notice';
import type { AddressState } from '@/lib/accounts/address-repository';
import {
  emailChangeLifetimeSeconds,
  emailUndoLifetimeSeconds,
  mailedCodeLifetimeSeconds,
} from '@/lib/accounts/model';
import { timeInWords } from '@/lib/accounts/time-in-words';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { deviceInWords } from '@/lib/sessions/device';

type Person = { name: string; email: string; timeZone: string };

const whenAndWhere = (deps: Deps, { name, timeZone }: Person, userAgent: string | null) => ({
  name,
  at: timeInWords(deps.clock.now(), timeZone),
  device: deviceInWords(userAgent),
});

/** To the new address: the proof, or that it has an account already. The page says the same for both. */
export async function mailEmailProof(
  deps: Deps,
  tx: SystemTx,
  to: { email: string; name: string; token: string; code: string; state: AddressState },
): Promise<void> {
  const { appUrl } = deps.config;
  const { email, state } = to;
  if (state !== 'free') {
    await mailAddressTaken(deps, tx, email, { asked: 'email-change', state });
    return;
  }
  await enqueueMail(deps, tx, to.email, {
    template: 'confirm-email-change',
    name: to.name,
    link: `${appUrl}/confirm-email?token=${to.token}`,
    code: to.code,
    expiresInMinutes: emailChangeLifetimeSeconds / 60,
    codeExpiresInMinutes: mailedCodeLifetimeSeconds / 60,
  });
}

/** To the address in use, at once: whoever took over a session must not move the account away unseen. */
export async function mailEmailChangeRequested(
  deps: Deps,
  tx: SystemTx,
  person: Person,
  newEmail: string,
  userAgent: string | null,
): Promise<void> {
  await enqueueMail(deps, tx, person.email, {
    template: 'email-change-requested',
    ...whenAndWhere(deps, person, userAgent),
    newEmail,
    resetLink: `${deps.config.appUrl}/forgot-password`,
  });
}

/** To both: the new address learns that it is in use, and the old one gets the way back. */
export async function mailEmailChanged(
  deps: Deps,
  tx: SystemTx,
  before: Person,
  { newEmail, undoToken }: { newEmail: string; undoToken: string },
  userAgent: string | null,
): Promise<void> {
  const facts = whenAndWhere(deps, before, userAgent);
  await enqueueMail(deps, tx, before.email, {
    template: 'email-changed',
    ...facts,
    newEmail,
    undoLink: `${deps.config.appUrl}/undo-email-change?token=${undoToken}`,
    undoDays: emailUndoLifetimeSeconds / (24 * 60 * 60),
  });
  await enqueueMail(deps, tx, newEmail, {
    template: 'email-change-done',
    ...facts,
    signInLink: `${deps.config.appUrl}/sign-in`,
  });
}

/** To the address that is back, and to the one that it takes the place of. */
export async function mailEmailChangeUndone(
  deps: Deps,
  tx: SystemTx,
  before: Person,
  backEmail: string,
  userAgent: string | null,
): Promise<void> {
  const mail = {
    template: 'email-change-undone',
    ...whenAndWhere(deps, before, userAgent),
    signInLink: `${deps.config.appUrl}/sign-in`,
  } as const;
  await enqueueMail(deps, tx, backEmail, { ...mail, isBack: true });
  if (before.email !== backEmail) {
    await enqueueMail(deps, tx, before.email, { ...mail, isBack: false });
  }
}
