import * as z from 'zod';
import { optionalField, pageFields, searchField } from '@/lib/kernel/fields';
import { auditActions, auditTargetKinds, type AuditAction } from './actions';
import { exportFormats } from './export-model';

const day = /^\d{4}-\d\d-\d\d$/;
const instant = z
  .string('Enter a date.')
  .regex(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/,
    'Enter a date such as 2026-12-31.',
  )
  // The years that the database and its driver write with four digits, and a day on either side.
  .refine((text) => {
    const year = new Date(text).getUTCFullYear();
    return year > 1 && year < 9999;
  }, 'Enter a date that exists.');

const actionNames = Object.keys(auditActions) as [AuditAction, ...AuditAction[]];

const filterFields = {
  /** Words, of which each begins a word of the event or of how the console names it; addresses whole. */
  search: searchField,
  /** A user's id. */
  actorId: optionalField(z.uuid('Choose a person from the list.').toLowerCase()),
  action: optionalField(z.enum(actionNames, 'Choose an action from the list.')),
  targetKind: optionalField(z.enum(auditTargetKinds, 'Choose a target from the list.')),
  targetId: optionalField(z.uuid('Choose a target from the list.').toLowerCase()),
  /** From this instant on; a day alone means from its start, UTC. */
  from: optionalField(instant.transform((text) => new Date(text))),
  /** Up to and not including this instant; a day alone means to its end, UTC. */
  to: optionalField(
    instant.transform((text) =>
      day.test(text) ? new Date(Date.parse(text) + 24 * 60 * 60 * 1000) : new Date(text),
    ),
  ),
};

export const listAuditEventsSchema = z.object({
  ...filterFields,
  ...pageFields,
});
export type ListAuditEventsInput = z.output<typeof listAuditEventsSchema>;

export const createAuditExportSchema = z.object({
  ...filterFields,
  format: z.enum(exportFormats, 'Choose CSV or JSON Lines.'),
});
export type CreateAuditExportInput = z.output<typeof createAuditExportSchema>;

/** The filters of an export as they were kept: what a job reads is as suspect as what a browser sends. */
export const auditExportFilterSchema = z.object(filterFields);

export const auditExportIdSchema = z.object({
  exportId: z.uuid('Choose an export from the list.').toLowerCase(),
});
export type AuditExportIdInput = z.output<typeof auditExportIdSchema>;

export const auditEventIdSchema = z.object({
  eventId: z.uuid('Choose an event from the list.').toLowerCase(),
});
export type AuditEventIdInput = z.output<typeof auditEventIdSchema>;
