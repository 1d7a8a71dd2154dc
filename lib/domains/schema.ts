import * as z from 'zod';
import { idOf } from '@/lib/kernel/fields';
import { joinModes, joinRoles } from './model';

/** What a domain is, and which are refused, is for the server to say (canonical-domain.ts). */
export const addDomainSchema = z.object({
  domain: z
    .string('Enter a domain.')
    .trim()
    .min(1, { error: 'Enter a domain.', abort: true })
    .max(300, 'Enter a domain such as example.com.'),
});
export type AddDomainInput = z.output<typeof addDomainSchema>;

export const domainSchema = z.object({ domainId: idOf('a domain') });
export type DomainInput = z.output<typeof domainSchema>;

export const updateSsoRequirementSchema = domainSchema.extend({
  requiresSso: z.enum(['yes', 'no']).transform((answer) => answer === 'yes'),
});
export type UpdateSsoRequirementInput = z.output<typeof updateSsoRequirementSchema>;

export const updateJoinModeSchema = domainSchema.extend({
  joinMode: z.enum(joinModes, 'Choose who may join.'),
  joinRole: z.enum(joinRoles, 'Choose a role other than Admin.'),
});
export type UpdateJoinModeInput = z.output<typeof updateJoinModeSchema>;
