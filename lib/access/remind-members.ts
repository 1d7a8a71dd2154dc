import type { Grant } from '@/lib/authz/authorize';
import { enqueueBatch, sealBatchMail } from '@/lib/notices/enqueue-batch';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { makeReminders } from './reminder';

/** Short enough that others who wait for the organization hardly notice. */
const membersPerChunk = 500;

/**
 * Reminds everybody who owes something and was not reminded within a day. Chunk by chunk, each with its marks, its events
 * and its mails in one transaction: where it ends halfway, asking again goes on from there. The mails leave at the pace of
 * invitations.
 * @returns how many were reminded.
 */
export async function remindMembers(
  deps: Deps,
  grant: Grant<'member.remind'>,
): Promise<{ reminded: number }> {
  let reminded = 0;
  for (;;) {
    const chunk = await remindChunk(deps, grant);
    reminded += chunk;
    if (chunk < membersPerChunk) return { reminded };
  }
}

async function remindChunk(deps: Deps, grant: Grant<'member.remind'>): Promise<number> {
  const { organizationId } = grant;
  return withOrg(deps.db, organizationId, async (tx) => {
    const reminders = await makeReminders(deps, tx, grant, { limit: membersPerChunk });
    if (reminders.length === 0) return 0;
    const mails = reminders.map(({ recipient, mail }) =>
      sealBatchMail(deps, { id: deps.ids.next(), recipient, mail }),
    );
    await enqueueBatch(deps, tx, organizationId, mails);
    return reminders.length;
  });
}
