import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { putChoice } from './preference-repository';
import type { UpdatePreferenceInput } from './schema';

/** Turns the mails of one category on or off. Saving what is so already leaves no event. */
export async function updatePreference(
  deps: Deps,
  grant: PersonGrant,
  { category, enabled }: UpdatePreferenceInput,
): Promise<UpdatePreferenceInput> {
  const { userId } = grant;
  return withPerson(deps.db, userId, async (tx) => {
    const choice = { userId, category, enabled, now: deps.clock.now() };
    if (!(await putChoice(tx, choice))) return { category, enabled };
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: grant.actor,
      request: grant.request,
      action: 'user.notifications-changed',
      target: { kind: 'user', id: userId, label: grant.actor.label },
      before: { [category]: !enabled },
      after: { [category]: enabled },
    });
    return { category, enabled };
  });
}
