import * as z from 'zod';
import { isTimeZone } from '@/lib/accounts/model';
import { emailField } from '@/lib/accounts/schema';
import { idOf } from '@/lib/kernel/fields';
import { sensitiveActNames } from '@/lib/sessions/sensitive-acts';

export const startSsoSchema = z.object({
  email: emailField,
  /** Which of several connections; asked only where there are several. */
  connectionId: idOf('a way to sign in').optional(),
  /** Checked where it is used (lib/sign-in/model.ts, safeNextPath). */
  next: z.string().max(2048).optional(),
  /** Of the browser, for an account that comes to be; nobody typed it, so one that we do not know is UTC. */
  timeZone: z
    .string()
    .optional()
    .transform((zone) => (zone !== undefined && isTimeZone(zone) ? zone : 'UTC')),
});
export type StartSsoInput = z.output<typeof startSsoSchema>;

export const startSsoProofSchema = z.object({
  act: z.enum(sensitiveActNames),
  /** Checked where it is used (lib/sign-in/model.ts, safeNextPath). */
  returnTo: z.string().max(2048),
});
export type StartSsoProofInput = z.output<typeof startSsoProofSchema>;

export const unsolicitedTicketSchema = z.object({
  ticket: z.string('This sign-in is over.').max(100),
});
