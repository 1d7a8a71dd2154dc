import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AuditExport } from './export-model';
import { selectAuditExports } from './export-repository';

const shown = 50;

/** The reader's own exports, newest first, until they are deleted. */
export async function listAuditExports(
  deps: Pick<Deps, 'db' | 'clock'>,
  { organizationId, userId, reach }: Grant<'audit-log.export'>,
): Promise<AuditExport[]> {
  return withOrg(deps.db, organizationId, (tx) =>
    selectAuditExports(
      tx,
      { organizationId, userId, reach },
      { now: deps.clock.now(), limit: shown },
    ),
  );
}
