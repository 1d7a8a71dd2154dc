import * as z from 'zod';
import { createInvitationSchema } from '@/lib/invites/schema';
import { idOf, optionalField, pageFields, searchField } from '@/lib/kernel/fields';
import { rowStates } from './model';

/** What is said once for all lines: the role and the teams of those that name none, message and days. */
export const importSettingsSchema = createInvitationSchema.omit({ email: true });
export type ImportSettingsInput = z.output<typeof importSettingsSchema>;

export const importSchema = z.object({ importId: idOf('an import') });
export type ImportInput = z.output<typeof importSchema>;

export const listRowsSchema = importSchema.extend({
  state: optionalField(z.enum(rowStates, 'Choose one of the results.')),
  search: searchField,
  ...pageFields,
});
export type ListRowsInput = z.output<typeof listRowsSchema>;

export const exportRowsSchema = importSchema.extend({
  /** All lines, or those that somebody has to correct. */
  only: optionalField(z.enum(['faults'], 'Choose one of the results.')),
});
export type ExportRowsInput = z.output<typeof exportRowsSchema>;
