import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { Limit } from '@/lib/platform/limits';
import { enqueueMail } from './enqueue-mail';
import type { NotificationCategory } from './model';
import { selectRecipient } from './preference-repository';
import type { MailTemplate, NoticeFacts } from './templates';

type Told = { facts: NoticeFacts; timeZone: string; organizationLink: string };

/** Mails of choice to one member about one organization. The log there holds every act all the same. */
const mailsPerMember: Limit = { name: 'notice', points: 30, windowSeconds: 60 * 60 };

/**
 * Tells a member what somebody else did that concerns them, in the transaction of the act. Nobody is told of their own
 * acts. The preference counts as it is at this moment. Past a bound nothing is sent: whoever may act on a member's keys
 * must not be able to fill the mailbox.
 * @param compose the one mail of this act, or null where what is wanted leaves nothing to say.
 */
export async function notifyMember(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  userId: string,
  compose: (told: Told, wants: (category: NotificationCategory) => boolean) => MailTemplate | null,
): Promise<void> {
  if (userId === grant.userId || !deps.config.notifies) return;
  const found = await selectRecipient(tx, grant.organizationId, { userId, actorId: grant.userId });
  if (found === null) return;
  const { appUrl } = deps.config;
  const facts = {
    name: found.name,
    organization: found.organization,
    by: found.actorName ?? (grant.actor.kind === 'system' ? grant.actor.label : 'Somebody'),
    settingsLink: `${appUrl}/account/notifications`,
  };
  const told = {
    facts,
    timeZone: found.timeZone,
    organizationLink: `${appUrl}/orgs/${found.slug}`,
  };
  const mail = compose(told, (category) => !found.declined.includes(category));
  if (mail === null) return;
  const mayMail = await deps.limits.consume(mailsPerMember, `${grant.organizationId}:${userId}`);
  if (mayMail.allowed) await enqueueMail(deps, tx, found.email, mail);
}
