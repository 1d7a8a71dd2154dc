import * as z from 'zod';
import { idOf, listOf, optionalField, searchField } from '@/lib/kernel/fields';
import { departingFates, heirDuties } from './model';

const fate = z.enum(departingFates, 'Choose what happens to it.');
const member = optionalField(idOf('a member'));

const choice = {
  /** The mark of what was shown (`seen` of the preview): nothing happens to what was not. */
  seen: z.string('Look first at what hangs on this membership.').max(100),
  /** For every key that is no exception; needs no answer where there is none. */
  keys: optionalField(fate),
  newOwnerId: member,
  exceptions: z
    .array(z.object({ keyId: idOf('a key'), fate, newOwnerId: member }))
    .max(1_000, 'Choose at most 1000.')
    .optional()
    .transform((list) => list ?? []),
  /** See `settleInvitations` in depart.ts for why this is what happens unless somebody chooses otherwise. */
  invitations: optionalField(fate).transform((given) => given ?? ('revoke' as const)),
};

export const previewRemoveMemberSchema = z.object({ userId: idOf('a member') });
export type PreviewRemoveMemberInput = z.output<typeof previewRemoveMemberSchema>;

export const removeMemberSchema = z.object({ userId: idOf('a member'), ...choice });
export type RemoveMemberInput = z.output<typeof removeMemberSchema>;

export const leaveOrganizationSchema = z.object({
  ...choice,
  /** Who answers for the invitations from now on. */
  inviterId: member,
});
export type LeaveOrganizationInput = z.output<typeof leaveOrganizationSchema>;
export type DepartureChoice = Omit<RemoveMemberInput, 'userId'>;

const heirs = {
  duty: z.enum(heirDuties, 'Choose keys or invitations.'),
  /** The teams of the keys: who is found may hold keys in each of them. */
  teamIds: optionalField(listOf(idOf('a team'), 200, 'Choose teams from the list.')).transform(
    (ids) => ids ?? [],
  ),
  search: searchField,
};
export const findHeirsSchema = z.object({ ...heirs, userId: idOf('a member') });
export type FindHeirsInput = z.output<typeof findHeirsSchema>;
export const findOwnHeirsSchema = z.object(heirs);
export type FindOwnHeirsInput = z.output<typeof findOwnHeirsSchema>;
