import { notFound } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import { lockImport, selectImport, type ImportRow } from './repository';

/** @throws AppError `not-found`, also where it was thrown away or is past its time. */
export async function requireImport(
  tx: OrgTx,
  organizationId: string,
  importId: string,
  now: Date,
): Promise<ImportRow> {
  return existing(await selectImport(tx, organizationId, importId), now);
}

/** The same, held until the transaction ends. @throws AppError `not-found` */
export async function requireLockedImport(
  tx: OrgTx,
  organizationId: string,
  importId: string,
  now: Date,
): Promise<ImportRow> {
  return existing(await lockImport(tx, organizationId, importId), now);
}

function existing(row: ImportRow | null, now: Date): ImportRow {
  if (row === null || (row.expiresAt <= now && row.status !== 'running')) throw notFound('import');
  return row;
}
