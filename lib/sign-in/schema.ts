import * as z from 'zod';
import { optionalField, pageFields } from '@/lib/kernel/fields';
import { recoveryCodeField, totpCodeField } from '@/lib/mfa/schema';
import { emailField, passwordField, passwordFieldNamed, tokenField } from '@/lib/accounts/schema';
import { sensitiveActNames } from '@/lib/sessions/sensitive-acts';
import { activityOutcomes } from './activity';
import { stepUpMethodNames } from './model';

export const signInSchema = z.object({
  email: emailField,
  password: passwordField,
});
export type SignInInput = z.output<typeof signInSchema>;

/** Of an Admin whose single sign-on fails. */
export const emergencySignInSchema = signInSchema.extend({
  code: z
    .string({ error: 'Enter the code of your sheet.' })
    .trim()
    .min(1, 'Enter the code of your sheet.')
    .max(64, 'A break-glass code has 16 characters.'),
});
export type EmergencySignInInput = z.output<typeof emergencySignInSchema>;

/** The link of the mail; `password` where another browser signed up. */
export const confirmByLinkSchema = z.object({
  token: tokenField,
  password: passwordField.optional(),
});
export type ConfirmByLinkInput = z.output<typeof confirmByLinkSchema>;

export const confirmByCodeSchema = z.object({
  code: z.string({ error: 'Enter the code.' }).trim().min(1, 'Enter the code.').max(64, {
    error: 'A code has 8 characters.',
  }),
});

/** The new address, in its canonical form. */
export const emailChangeSchema = z.object({ email: emailField });
export type EmailChangeInput = z.output<typeof emailChangeSchema>;

/** A mailed link whose page asks for nothing but a click. */
export const linkSchema = z.object({ token: tokenField });

export const resetPasswordSchema = z.object({
  token: tokenField,
  password: passwordFieldNamed('a new password'),
});
export type ResetPasswordInput = z.output<typeof resetPasswordSchema>;

/** The link "This wasn't me" in a mail about a new device. */
export const disownSignInSchema = z.object({ token: tokenField });

/** What a person's sign-in activity is narrowed to. */
const activityFilter = {
  outcome: optionalField(z.enum(activityOutcomes, 'Choose an outcome from the list.')),
};
export const exportActivitySchema = z.object(activityFilter);
export type ExportActivityInput = z.output<typeof exportActivitySchema>;
export const listActivitySchema = z.object({ ...activityFilter, ...pageFields });
export type ListActivityInput = z.output<typeof listActivitySchema>;

export const changePasswordSchema = z.object({
  currentPassword: passwordFieldNamed('your current password'),
  newPassword: passwordFieldNamed('a new password'),
});
export type ChangePasswordInput = z.output<typeof changePasswordSchema>;

/** Checked where it is used (model.ts, safeNextPath). */
const nextField = z.string().max(2048).optional();

export const signInFormSchema = signInSchema.extend({ next: nextField });

export const resendSchema = z.object({});
export const nothingSchema = z.object({});

/** The second step of a sign-in: a code of the app, or a recovery code. */
export const secondFactorSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('totp'), code: totpCodeField, next: nextField }),
  z.object({ kind: z.literal('recovery-code'), code: recoveryCodeField, next: nextField }),
]);

/** For which act, and by what: a password or a code, whichever the person chose. */
export const proveAgainSchema = z.object({
  act: z.enum(sensitiveActNames),
  method: z.enum(stepUpMethodNames),
  proof: passwordFieldNamed('it'),
});
export type ProveAgainInput = z.output<typeof proveAgainSchema>;
