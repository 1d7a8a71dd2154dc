import * as z from 'zod';
import { listOf, optionalField } from '@/lib/kernel/fields';
import { signInMethods } from '@/lib/sessions/model';
import { auditRetentions, maxMfaGraceDays } from './model';

/** A form sends a box only where it is ticked. */
const tickedField = z
  .union([z.literal('on'), z.boolean()], 'Tick the box or leave it.')
  .optional()
  .transform((value) => value === 'on' || value === true);

export const updatePolicySchema = z.object({
  mfaRequired: tickedField,
  mfaGraceDays: optionalField(
    z.coerce
      .number('Enter a number of days.')
      .int('Enter whole days.')
      .min(0, 'Enter 0 or more days.')
      .max(maxMfaGraceDays, `Enter at most ${maxMfaGraceDays} days.`),
  ).transform((days) => days ?? 0),
  allowedMethods: listOf(
    z.enum(signInMethods, 'Choose methods from the list.'),
    signInMethods.length,
    'Choose methods from the list.',
  ).refine((methods) => methods.length > 0, 'Leave at least one method.'),
});
export type UpdatePolicyInput = z.output<typeof updatePolicySchema>;

export const updateAuditRetentionSchema = z.object({
  /** A number of days that the console offers, or `forever`. */
  retentionDays: z
    .enum(auditRetentions, 'Choose a time from the list.')
    .transform((days) => (days === 'forever' ? null : Number(days))),
});
export type UpdateAuditRetentionInput = z.output<typeof updateAuditRetentionSchema>;
