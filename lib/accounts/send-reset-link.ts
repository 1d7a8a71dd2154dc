import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import { endLinkTokens, insertLinkToken, lockUserByEmail } from './link-token-repository';
import { resetLifetimeSeconds } from './model';
import { isSsoAddress } from './sso-domain-repository';

type MailLinkDeps = Pick<Deps, 'clock' | 'ids' | 'random' | 'vault' | 'config'>;

export type ResetLinkRequest = { email: string; ip: string; userAgent: string; requestId: string };

/**
 * Mails a link to set a new password, if the address has an account, and signs in with one: not where its domain signs in
 * by single sign-on. Links sent before end. The link is in the mail
 * and nowhere else, not even for an Admin or the operator.
 */
export async function sendResetLink(
  deps: MailLinkDeps & Pick<Deps, 'db'>,
  { email, ip, userAgent, requestId }: ResetLinkRequest,
): Promise<void> {
  await asSystem(deps.db, 'reset-password', async (tx) => {
    const user = await lockUserByEmail(tx, email);
    if (user === null || (await isSsoAddress(tx, email))) return;
    await mailResetLink(deps, tx, user, 'asked');
    const label = `${user.name} <${email}>`;
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      // Whoever typed the address: nobody has proved to be the person.
      actor: { kind: 'user', id: null, label: email, sessionMethod: null },
      request: { ip: ip || null, userAgent: userAgent || null, requestId },
      action: 'user.password-reset-requested',
      target: { kind: 'user', id: user.id, label },
    });
  });
}

/**
 * Writes a fresh link to set a new password into the outbox, and ends those before it. The caller records why. None where
 * the domain of the address signs in by single sign-on: it would open nothing.
 */
export async function mailResetLink(
  deps: MailLinkDeps,
  tx: SystemTx,
  user: { id: string; name: string; email: string },
  because: 'asked' | 'account-secured',
): Promise<void> {
  const now = deps.clock.now();
  const token = randomToken(deps.random);
  await endLinkTokens(tx, user.id, 'reset-password', now);
  if (await isSsoAddress(tx, user.email)) return;
  await insertLinkToken(tx, {
    id: deps.ids.next(),
    purpose: 'reset-password',
    userId: user.id,
    tokenHash: sha256(token),
    createdAt: now,
    expiresAt: addSeconds(now, resetLifetimeSeconds),
  });
  await enqueueMail(deps, tx, user.email, {
    template: 'reset-password',
    because,
    name: user.name,
    link: `${deps.config.appUrl}/reset-password?token=${token}`,
    expiresInMinutes: resetLifetimeSeconds / 60,
  });
}
