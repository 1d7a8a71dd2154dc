import type { PersonGrant } from '@/lib/authz/authorize';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { notificationCategoryNames, type NotificationPreferences } from './model';
import { selectChoices } from './preference-repository';

/** Which mails of choice the person gets. */
export async function listPreferences(
  deps: Pick<Deps, 'db'>,
  { userId }: PersonGrant,
): Promise<NotificationPreferences> {
  const choices = await withPerson(deps.db, userId, (tx) => selectChoices(tx, userId));
  const chosen = new Map(choices.map(({ category, enabled }) => [category, enabled]));
  return Object.fromEntries(
    notificationCategoryNames.map((category) => [category, chosen.get(category) ?? true]),
  ) as NotificationPreferences;
}
