import * as z from 'zod';
import { listOf, optionalField } from '@/lib/kernel/fields';
import { signInMethods } from '@/lib/sessions/model';
import { ipRangesField } from './ip-range-field';
import {
  absoluteTimeouts,
  auditRetentions,
  idleTimeouts,
  maxKeyDaysLimit,
  maxMfaGraceDays,
} from './model';

/** A form sends a box only where it is ticked. */
const tickedField = z
  .union([z.literal('on'), z.boolean()], 'Tick the box or leave it.')
  .optional()
  .transform((value) => value === 'on' || value === true);

/** Minutes of a list, or `default` for the product's own. */
const timeoutOf = (choices: readonly number[]) =>
  z
    .union([z.literal('default'), z.coerce.number()], 'Choose a time from the list.')
    .refine((choice) => choice === 'default' || choices.includes(choice), {
      error: 'Choose a time from the list.',
    })
    .transform((choice) => (choice === 'default' ? null : choice))
    .optional();

const maxKeyDays = z
  .preprocess(
    (value) => (value === '' ? null : value),
    z
      .union([z.null(), z.coerce.number('Enter a number of days.')])
      .refine((days) => days === null || (Number.isInteger(days) && days >= 1), {
        error: 'Enter a whole number of days, 1 or more, or nothing for no maximum.',
      })
      .refine((days) => days === null || days <= maxKeyDaysLimit, {
        error: `Enter at most ${maxKeyDaysLimit} days, or nothing for no maximum.`,
      }),
  )
  .optional();

/** What is left out of the last five stays as it is. */
export const previewPolicySchema = z.object({
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
  sessionAbsoluteMinutes: timeoutOf(absoluteTimeouts),
  sessionIdleMinutes: timeoutOf(idleTimeouts),
  consoleIpRanges: ipRangesField.optional(),
  keyIpRanges: ipRangesField.optional(),
  maxKeyDays,
});
export type PreviewPolicyInput = z.output<typeof previewPolicySchema>;

export const updatePolicySchema = previewPolicySchema.extend({
  /** The mark of what was shown (`seen` of the preview): nobody is shut out who was not shown. */
  seen: z.string('Look first at whom the policy concerns.').max(100),
});
export type UpdatePolicyInput = z.output<typeof updatePolicySchema>;

export const updateAuditRetentionSchema = z.object({
  /** A number of days that the console offers, or `forever`. */
  retentionDays: z
    .enum(auditRetentions, 'Choose a time from the list.')
    .transform((days) => (days === 'forever' ? null : Number(days))),
});
export type UpdateAuditRetentionInput = z.output<typeof updateAuditRetentionSchema>;
