import type { Grant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { wasLatelyReminded } from './list-compliance';
import { makeReminders } from './reminder';
import { selectRemindedAt } from './repository';
import type { RemindMemberInput } from './schema';

/**
 * Reminds one member by mail of what they owe, once a day at most.
 * @throws AppError `not-found`; `conflict` where they owe nothing or were reminded within a day.
 */
export async function remindMember(
  deps: Deps,
  grant: Grant<'member.remind'>,
  { userId }: RemindMemberInput,
): Promise<{ name: string }> {
  return withOrg(deps.db, grant.organizationId, async (tx) => {
    const [reminder] = await makeReminders(deps, tx, grant, { limit: 1, userId });
    const member = await selectRemindedAt(tx, grant.organizationId, userId);
    if (member === null) throw notFound('member');
    if (reminder === undefined) {
      throw new AppError(
        'conflict',
        wasLatelyReminded(member.remindedAt, deps.clock.now())
          ? `${member.name} was reminded within a day. Nobody is reminded more often.`
          : `${member.name} owes nothing any more.`,
      );
    }
    await enqueueMail(deps, tx, reminder.recipient, reminder.mail);
    return { name: member.name };
  });
}
