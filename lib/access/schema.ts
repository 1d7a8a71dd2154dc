import * as z from 'zod';
import { roles } from '@/lib/authz/permissions';
import { idOf, optionalField, pageFields, searchField } from '@/lib/kernel/fields';
import { signInMethods } from '@/lib/sessions/model';
import { debtKinds } from './model';

export const complianceSorts = ['name', 'role', 'last-sign-in'] as const;

export const listComplianceSchema = z
  .object({
    search: searchField,
    /** Who owes this, or anything. */
    owes: optionalField(z.enum(['anything', ...debtKinds], 'Choose from the list.')),
    role: optionalField(z.enum(roles, 'Choose a role.')),
    mfa: optionalField(z.enum(['on', 'off'], 'Choose on or off.')),
    method: optionalField(z.enum(signInMethods, 'Choose a method from the list.')),
    sort: optionalField(z.enum(complianceSorts, 'Choose an order from the list.')).transform(
      (sort) => sort ?? 'name',
    ),
    direction: optionalField(z.enum(['asc', 'desc'], 'Choose a direction.')),
    ...pageFields,
  })
  .transform((input) => ({
    ...input,
    /** Whoever signed in last comes first; the rest goes up. */
    direction: input.direction ?? (input.sort === 'last-sign-in' ? 'desc' : 'asc'),
  }));
export type ListComplianceInput = z.output<typeof listComplianceSchema>;

export const remindMemberSchema = z.object({ userId: idOf('a member') });
export type RemindMemberInput = z.output<typeof remindMemberSchema>;
