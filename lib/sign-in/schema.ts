import * as z from 'zod';
import { emailField, passwordField, passwordFieldNamed, tokenField } from '@/lib/accounts/schema';

export const signInSchema = z.object({
  email: emailField,
  password: passwordField,
});
export type SignInInput = z.output<typeof signInSchema>;

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

export const resetPasswordSchema = z.object({
  token: tokenField,
  password: passwordFieldNamed('a new password'),
});
export type ResetPasswordInput = z.output<typeof resetPasswordSchema>;

export const changePasswordSchema = z.object({
  currentPassword: passwordFieldNamed('your current password'),
  newPassword: passwordFieldNamed('a new password'),
});
export type ChangePasswordInput = z.output<typeof changePasswordSchema>;

/** What the sign-in page sends: `next` is checked where it is used (model.ts, safeNextPath). */
export const signInFormSchema = signInSchema.extend({ next: z.string().max(2048).optional() });

export const resendSchema = z.object({});
