import * as z from 'zod';
import { roles } from '@/lib/authz/permissions';
import { isPlainLine } from '@/lib/kernel/plain-line';
import { isTimeZone } from '@/lib/kernel/time-zone';
import { isReservedSlug, maxSlugLength, useCases } from './model';

/** One line of text that a person typed: trimmed, not empty, bounded. */
export function lineOf(what: string, max: number) {
  return z
    .string(`Enter ${what}.`)
    .trim()
    .min(1, `Enter ${what}.`)
    .max(max, `Use at most ${max} characters.`)
    .refine(isPlainLine, 'Use letters, digits, spaces and signs on one line.');
}

/** An empty field of a form says nothing. */
export function optionalField<T extends z.ZodType>(schema: T) {
  return z.preprocess(
    (value) => (value === '' || value === null ? undefined : value),
    schema.optional(),
  );
}

/** Several values: a list, one value of a form, or nothing. Empty entries, which forms send to say "none", are dropped. */
export function listOf<T extends z.ZodType>(item: T, max: number, message: string) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z
      .array(z.unknown(), message)
      .transform((values) => values.filter((value) => value !== ''))
      .pipe(z.array(item).max(max, `Choose at most ${max}.`))
      .transform((values) => [...new Set(values)]),
  );
}

export const idOf = (noun: string) => z.uuid(`Choose ${noun}.`).toLowerCase();

/** Where a page of a list begins, and how long it is. */
export const pageFields = {
  cursor: optionalField(z.string('Start from the first page.').max(1_000)),
  limit: optionalField(
    z.coerce
      .number('Enter a number from 1 to 100.')
      .int('Enter a whole number.')
      .min(1, 'Enter a number from 1 to 100.')
      .max(100, 'Enter a number from 1 to 100.'),
  ).transform((limit) => limit ?? 50),
};

/** What is typed into a search field. */
export const searchField = optionalField(
  z
    .string()
    .trim()
    .max(200, 'Use at most 200 characters.')
    .refine((text) => !text.includes('\0'), 'Use letters and digits.'),
);

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

/** For acts that need nothing but the click. */
export const noInputSchema = z.object({});

export const createTeamSchema = z.object({ name: lineOf('a name for the team', 60) });
export type CreateTeamInput = z.output<typeof createTeamSchema>;

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

export const memberSorts = ['joined', 'name', 'last-active'] as const;
export type MemberSort = (typeof memberSorts)[number];

export const listMembersSchema = z
  .object({
    search: searchField,
    role: optionalField(role),
    sort: optionalField(z.enum(memberSorts, 'Choose an order from the list.')).transform(
      (sort) => sort ?? 'joined',
    ),
    direction: optionalField(z.enum(['asc', 'desc'], 'Choose a direction.')),
    ...pageFields,
  })
  .transform((input) => ({
    ...input,
    /** Whoever was active last comes first; names and joining go up. */
    direction:
      input.direction ?? (input.sort === 'last-active' ? ('desc' as const) : ('asc' as const)),
  }));
export type ListMembersInput = z.output<typeof listMembersSchema>;
