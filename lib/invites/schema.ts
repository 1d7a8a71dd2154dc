import * as z from 'zod';
import { emailField } from '@/lib/accounts/schema';
import { roles } from '@/lib/authz/permissions';
import { idOf, listOf, optionalField, pageFields, searchField } from '@/lib/kernel/fields';
import { defaultInvitationDays, maxInvitationDays, maxMessageLength } from './model';

const days = `Enter 1 to ${maxInvitationDays} days.`;

export const createInvitationSchema = z.object({
  email: emailField,
  role: z.enum(roles, 'Choose a role.'),
  /** The team `Default` where none is named. */
  teamIds: optionalField(listOf(idOf('a team'), 100, 'Choose teams from the list.')).transform(
    (ids) => ids ?? [],
  ),
  message: optionalField(
    z
      .string()
      .trim()
      .max(maxMessageLength, `Use at most ${maxMessageLength} characters.`)
      .refine((text) => !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text.replace(/\r\n/g, '\n')), {
        error: 'Use letters, digits and ordinary punctuation only.',
      })
      .transform((text) => text.replace(/\r\n/g, '\n')),
  ),
  expiresInDays: optionalField(
    z.coerce.number(days).int(days).min(1, days).max(maxInvitationDays, days),
  ).transform((given) => given ?? defaultInvitationDays),
});
export type CreateInvitationInput = z.output<typeof createInvitationSchema>;

export const invitationSchema = z.object({ invitationId: idOf('an invitation') });
export type InvitationInput = z.output<typeof invitationSchema>;

export const listInvitationsSchema = z.object({
  search: searchField,
  ...pageFields,
});
export type ListInvitationsInput = z.output<typeof listInvitationsSchema>;
