import * as z from 'zod';
import { isTimeZone } from '@/lib/accounts/model';
import { sensitiveActNames } from '@/lib/sessions/sensitive-acts';
import { providers } from './model';

const providerField = z.enum(providers, 'Choose Google or GitHub.');

export const startSignInSchema = z.object({
  provider: providerField,
  /** Checked where it is used (lib/sign-in/model.ts, safeNextPath). */
  next: z.string().max(2048).optional(),
  /** Of the browser, for an account that comes to be; nobody typed it, so one that we do not know is UTC. */
  timeZone: z
    .string()
    .optional()
    .transform((zone) => (zone !== undefined && isTimeZone(zone) ? zone : 'UTC')),
});
export type StartSignInInput = z.output<typeof startSignInSchema>;

export const identitySchema = z.object({ provider: providerField });
export type IdentityInput = z.output<typeof identitySchema>;

export const startProofSchema = z.object({
  provider: providerField,
  act: z.enum(sensitiveActNames),
  /** Checked where it is used (lib/sign-in/model.ts, safeNextPath). */
  returnTo: z.string().max(2048),
});
export type StartProofInput = z.output<typeof startProofSchema>;
