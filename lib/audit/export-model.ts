import type { Reach } from '@/lib/authz/permissions';

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportFormatNames: Record<ExportFormat, string> = { csv: 'CSV', jsonl: 'JSON Lines' };

/** The job that writes one piece of an export, in the worker's list. */
export const writeExportTask = 'write-audit-export';

/** How long a finished export can be downloaded. */
export const exportKeptDays = 7;

/** How many exports one person may have in the making at once: each reads the whole log. */
export const maxUnfinishedExports = 3;

export type AuditExport = {
  id: string;
  format: ExportFormat;
  /** The filters as they would be written in an address. */
  filter: Record<string, unknown>;
  eventCount: number;
  /** Bytes of the file as it is downloaded. */
  byteCount: number;
  createdAt: Date;
  /** Null while it is being written. */
  finishedAt: Date | null;
  expiresAt: Date;
};

/** An export as the job that writes it needs it. */
export type AuditExportWork = {
  id: string;
  userId: string;
  reach: Reach;
  format: ExportFormat;
  filter: unknown;
  endsAt: Date;
  reachedAt: Date | null;
  reachedId: string | null;
};
