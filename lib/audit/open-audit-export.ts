import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AuditExport } from './export-model';
import { selectAuditExport, selectExportChunk } from './export-repository';
import type { AuditExportIdInput } from './schema';

const unpack = promisify(gunzip);

/**
 * A finished export to download, in pieces, each read when it is asked for. Only whoever asked for it may, and only
 * while they see as much of the log as they did then.
 * @throws AppError `not-found`; `conflict`, while it is being written.
 */
export async function openAuditExport(
  deps: Pick<Deps, 'db' | 'clock'>,
  grant: Grant<'audit-log.export'>,
  { exportId }: AuditExportIdInput,
): Promise<{ export: AuditExport; pieces: AsyncIterable<Uint8Array> }> {
  const { organizationId, userId, reach } = grant;
  const found = await withOrg(deps.db, organizationId, (tx) =>
    selectAuditExport(tx, { organizationId, userId, reach }, { exportId, now: deps.clock.now() }),
  );
  if (found === null) throw notFound('export');
  if (found.finishedAt === null) {
    throw new AppError(
      'conflict',
      'This export is still being written. Download it when it is done.',
    );
  }
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let position = 0; ; position++) {
      const chunk = await withOrg(deps.db, organizationId, (tx) =>
        selectExportChunk(tx, organizationId, exportId, position),
      );
      if (chunk === null) return;
      yield await unpack(chunk);
    }
  }
  return { export: found, pieces: pieces() };
}
