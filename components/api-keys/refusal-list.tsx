import type { ReactNode } from 'react';
import { DataTable } from '../ui/data-table';
import { EmptyState } from '../ui/empty-state';
import { InlineCode } from '../ui/text';
import { Time } from '../ui/time';

export type RefusalView = {
  id: string;
  occurredAt: string;
  code: string;
  reason: string;
  ip: string | null;
  service: string | null;
  model: string | null;
  explanation: { reason: string; fix: string };
};

/** Calls that were refused: what the caller was told, what was really the matter, and what to do. */
export function RefusalList({
  refusals,
  fixAction,
  footer,
}: {
  refusals: readonly RefusalView[];
  /** The act that mends it, where this page has one. */
  fixAction?: (refusal: RefusalView) => ReactNode;
  footer?: ReactNode;
}) {
  return (
    <DataTable
      caption="Refused calls of the last seven days"
      rows={refusals}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'reason',
          header: 'Why',
          primary: true,
          cell: (refusal) => (
            <div className="py-1">
              <p className="font-medium">{refusal.explanation.reason}</p>
              <p className="mt-0.5 text-muted">
                {refusal.explanation.fix} {fixAction?.(refusal)}
              </p>
            </div>
          ),
        },
        {
          key: 'code',
          header: 'Caller got',
          cell: ({ code }) => (
            <span className="whitespace-nowrap">
              <InlineCode>{code}</InlineCode>
            </span>
          ),
        },
        {
          key: 'call',
          header: 'Call',
          hideBelow: 'md',
          cell: ({ ip, service, model }) => (
            <span className="text-xs break-all text-muted">
              {[model ?? service, ip].filter((part) => part !== null).join(' from ') || '–'}
            </span>
          ),
        },
        { key: 'at', header: 'When', cell: (refusal) => <Time value={refusal.occurredAt} /> },
      ]}
      empty={
        <EmptyState level={3} title="No call was refused">
          Refusals of the last seven days show up here with the reason, which the caller is not
          told.
        </EmptyState>
      }
      footer={footer}
    />
  );
}
