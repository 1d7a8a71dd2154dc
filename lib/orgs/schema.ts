import * as z from 'zod';
import { roles } from '@/lib/authz/permissions';
import { idOf, lineOf, listOf, optionalField, pageFields, searchField } from '@/lib/kernel/fields';
import { isTimeZone } from '@/lib/kernel/time-zone';
import { signInMethods } from '@/lib/sessions/model';
import { isReservedSlug, maxSlugLength, useCases } from './model';

const useCase = z.enum(useCases, 'Choose what you want to build.');
const organizationName = lineOf('a name for the organization', 80);
const timeZone = z
  .string('Choose a time zone.')
  .refine(isTimeZone, 'Choose a time zone from the list.');
const slug = z
  .string('Enter an address.')
  .trim()
  .toLowerCase()
  .min(1, 'Enter an address.')
  .max(maxSlugLength, `Use at most ${maxSlugLength} characters.`)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use small letters, digits and single hyphens between them.')
  .refine((text) => !isReservedSlug(text), 'This address is reserved. Choose another.');

export const createOrganizationSchema = z.object({
  useCase,
  name: organizationName,
  /** The zone of the founder's browser, where it told one. */
  timeZone: optionalField(timeZone),
});
export type CreateOrganizationInput = z.output<typeof createOrganizationSchema>;

/** A field that is left out stays as it is. */
export const updateOrganizationSchema = z.object({
  name: optionalField(organizationName),
  slug: optionalField(slug),
  useCase: optionalField(useCase),
  timeZone: optionalField(timeZone),
});
export type UpdateOrganizationInput = z.output<typeof updateOrganizationSchema>;

/** What was typed; the use case compares it with the name to the letter. */
export const deleteOrganizationSchema = z.object({
  name: z.string('Type the name of the organization.').trim().max(200, 'Type the name exactly.'),
});
export type DeleteOrganizationInput = z.output<typeof deleteOrganizationSchema>;

/** For acts that need nothing but the click. */
export const noInputSchema = z.object({});

const role = z.enum(roles, 'Choose a role.');

export const addMemberSchema = z.object({
  userId: idOf('a person'),
  role,
  /** The team `Default` where none is named. */
  teamIds: optionalField(listOf(idOf('a team'), 100, 'Choose teams from the list.')).transform(
    (ids) => ids ?? [],
  ),
});
export type AddMemberInput = z.output<typeof addMemberSchema>;

export const changeRoleSchema = z.object({ userId: idOf('a member'), role });
export type ChangeRoleInput = z.output<typeof changeRoleSchema>;

export const memberSorts = ['joined', 'name', 'role', 'last-active', 'keys'] as const;
export type MemberSort = (typeof memberSorts)[number];
const downwards: readonly MemberSort[] = ['last-active', 'keys'];

/** Seen in so many days, or never at all. */
export const memberActivities = ['7', '30', '90', 'never'] as const;
export type MemberActivity = (typeof memberActivities)[number];

export const listMembersSchema = z
  .object({
    search: searchField,
    role: optionalField(role),
    teamId: optionalField(idOf('a team')),
    mfa: optionalField(z.enum(['on', 'off'], 'Choose on or off.')),
    method: optionalField(z.enum(signInMethods, 'Choose a method from the list.')),
    active: optionalField(z.enum(memberActivities, 'Choose a time from the list.')),
    sort: optionalField(z.enum(memberSorts, 'Choose an order from the list.')).transform(
      (sort) => sort ?? 'joined',
    ),
    direction: optionalField(z.enum(['asc', 'desc'], 'Choose a direction.')),
    ...pageFields,
  })
  .transform((input) => ({
    ...input,
    /** Whoever was active last, or has most keys, comes first; the rest goes up. */
    direction: input.direction ?? (downwards.includes(input.sort) ? 'desc' : 'asc'),
  }));
export type ListMembersInput = z.output<typeof listMembersSchema>;
