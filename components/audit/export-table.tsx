import type { ReactNode } from 'react';
import { exportFormatNames, type ExportFormat } from '@/lib/audit/export-model';
import { DataTable, type Column } from '../ui/data-table';
import { DownloadLink } from '../ui/download-link';
import { Spinner } from '../ui/spinner';
import { Time } from '../ui/time';
import { formatBytes } from './format-bytes';

export type AuditExportView = {
  id: string;
  format: ExportFormat;
  /** What it was narrowed to, in words; null for the whole log. */
  filters: string | null;
  eventCount: number;
  byteCount: number;
  createdAt: string;
  isDone: boolean;
  expiresAt: string;
};

/** Exports of the log, newest first: one that is being written says how far it is. */
export function ExportTable({
  exports,
  fileHref,
  empty,
}: {
  exports: readonly AuditExportView[];
  fileHref: (exportId: string) => string;
  empty: ReactNode;
}) {
  return (
    <>
      <p role="status" className="sr-only">
        {exports.length === 0
          ? ''
          : exports.every(({ isDone }) => isDone)
            ? 'All exports are done.'
            : 'An export is being written.'}
      </p>
      <DataTable
        caption="Your exports, newest first"
        columns={columns(fileHref)}
        rows={exports}
        rowKey={({ id }) => id}
        empty={empty}
      />
    </>
  );
}

const number = new Intl.NumberFormat('en');

const columns = (fileHref: (exportId: string) => string): Column<AuditExportView>[] => [
  {
    key: 'what',
    header: 'Export',
    primary: true,
    cell: ({ filters, format }) => (
      <div>
        <p className="font-medium wrap-anywhere">{filters ?? 'All events'}</p>
        <p className="text-xs text-muted">{exportFormatNames[format]}</p>
      </div>
    ),
  },
  {
    key: 'events',
    header: 'Events',
    align: 'right',
    cell: ({ eventCount }) => number.format(eventCount),
  },
  {
    key: 'size',
    header: 'Size',
    align: 'right',
    hideBelow: 'md',
    cell: ({ byteCount }) => formatBytes(byteCount),
  },
  { key: 'asked', header: 'Asked for', cell: ({ createdAt }) => <Time value={createdAt} /> },
  {
    key: 'until',
    header: 'Kept until',
    hideBelow: 'lg',
    cell: ({ expiresAt }) => <Time value={expiresAt} />,
  },
  {
    key: 'file',
    header: 'File',
    width: 'w-40',
    cell: ({ id, isDone }) =>
      isDone ? (
        <DownloadLink href={fileHref(id)}>Download</DownloadLink>
      ) : (
        <span className="inline-flex h-8 items-center gap-2 text-muted">
          <Spinner size={14} /> Being written
        </span>
      ),
  },
];
