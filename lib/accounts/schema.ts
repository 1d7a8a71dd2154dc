import * as z from 'zod';
import { canonicalEmail } from '@/lib/kernel/email-address';
import { isPlainLine } from '@/lib/kernel/plain-line';
import { isTimeZone, maxNameLength } from './model';

/** Bounds what reaches argon2 and zxcvbn; who may choose what is password-policy.ts. */
const maxPasswordBytes = 1024;

const text = (message: string) => z.string({ error: message });

export const emailField = text('Enter your email address.').transform((typed, context) => {
  const email = canonicalEmail(typed);
  if (email !== null) return email;
  context.addIssue({
    code: 'custom',
    message:
      typed.trim() === ''
        ? 'Enter your email address.'
        : 'Enter an email address such as name@example.com.',
  });
  return z.NEVER;
});

export const nameField = text('Enter your name.')
  .trim()
  .min(1, { error: 'Enter your name.', abort: true })
  .max(maxNameLength, `Use at most ${maxNameLength} characters.`)
  .refine(isPlainLine, 'Use letters, digits and ordinary punctuation only.');

/** A password as it was typed, in whatever form: nothing is trimmed or normalized. */
export const passwordFieldNamed = (what: string) =>
  text(`Enter ${what}.`)
    .min(1, `Enter ${what}.`)
    .refine(
      (typed) => new TextEncoder().encode(typed).length <= maxPasswordBytes,
      'This is longer than a password can be.',
    );

export const passwordField = passwordFieldNamed('your password');

/** A token of a link; what is none in form gets the same answer as one that does not exist. */
export const tokenField = text('This link is not complete.').max(200, 'This link is not complete.');

/** The browser's own zone; one that we do not know is UTC, since nobody typed it. */
const browserTimeZone = z
  .string()
  .optional()
  .transform((zone) => (zone !== undefined && isTimeZone(zone) ? zone : 'UTC'));

export const signUpSchema = z.object({
  name: nameField,
  email: emailField,
  password: passwordFieldNamed('a password'),
  timeZone: browserTimeZone,
});
export type SignUpInput = z.output<typeof signUpSchema>;

export const forgotPasswordSchema = z.object({ email: emailField });

export const profileSchema = z.object({
  name: nameField,
  timeZone: text('Choose a time zone.').refine(isTimeZone, 'Choose a time zone from the list.'),
});

/** What the meter asks about; nothing of it is kept or logged. */
export const judgePasswordSchema = z.object({
  password: z.string().max(maxPasswordBytes),
  name: z.string().max(200).default(''),
  email: z.string().max(300).default(''),
});
