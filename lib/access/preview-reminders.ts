import type { Grant } from '@/lib/authz/authorize';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { lackOf, loadDemands } from './load-demands';
import { remindedEverySeconds, type ReminderPreview } from './model';
import { countOwing } from './repository';

/** How many a reminder to all who owe something would reach, for the dialog that asks before it is sent. */
export async function previewReminders(
  deps: Pick<Deps, 'db' | 'clock' | 'oauth'>,
  { organizationId }: Grant<'member.remind'>,
): Promise<ReminderPreview> {
  const since = addSeconds(deps.clock.now(), -remindedEverySeconds);
  return withOrg(deps.db, organizationId, async (tx) => {
    const lacks = lackOf(await loadDemands(deps, tx, organizationId));
    return countOwing(tx, organizationId, lacks, since);
  });
}
