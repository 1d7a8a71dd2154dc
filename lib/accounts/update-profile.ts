import type * as z from 'zod';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { withPerson } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectProfile, updateProfileRow } from './profile-repository';
import type { profileSchema } from './schema';

export type ProfileInput = z.output<typeof profileSchema>;

/** Changes the person's display name and time zone. Saving what is already there leaves no event. */
export async function updateProfile(
  deps: Deps,
  grant: PersonGrant,
  { name, timeZone }: ProfileInput,
): Promise<ProfileInput> {
  return withPerson(deps.db, grant.userId, async (tx) => {
    const before = await selectProfile(tx, grant.userId);
    if (before.name === name && before.timeZone === timeZone) return before;
    await updateProfileRow(tx, grant.userId, { name, timeZone, updatedAt: deps.clock.now() });
    await recordAuditEvent(deps, tx, {
      organizationId: null,
      actor: grant.actor,
      request: grant.request,
      action: 'user.profile-updated',
      target: { kind: 'user', id: grant.userId, label: grant.actor.label },
      before,
      after: { name, timeZone },
    });
    return { name, timeZone };
  });
}
