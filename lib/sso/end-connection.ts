import { AppError } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import {
  endSessionsOfConnection,
  selectOtherActive,
  selectRequiringDomains,
} from './active-repository';
import type { ConnectionRow } from './connection-repository';

/**
 * What comes before nobody signs in by a connection any more: that nobody has to, and the end of every session that came
 * by it. Under the lock of the organization, which whoever requires single sign-on takes too.
 * @returns how many sessions ended.
 * @throws AppError `conflict` while a domain requires single sign-on and there is no other way to it.
 */
export async function endConnection(
  deps: Pick<Deps, 'clock'>,
  tx: OrgTx,
  organizationId: string,
  { id, activeVersion }: ConnectionRow,
): Promise<number> {
  if (activeVersion !== null) await requireNotNeeded(tx, organizationId, id);
  return endSessionsOfConnection(tx, id, deps.clock.now());
}

async function requireNotNeeded(tx: OrgTx, organizationId: string, id: string): Promise<void> {
  if ((await selectOtherActive(tx, organizationId, id)).length > 0) return;
  const [domain, ...more] = await selectRequiringDomains(tx, organizationId);
  if (domain === undefined) return;
  const who =
    more.length === 0 ? `${domain} requires` : `${domain} and ${more.length} more require`;
  throw new AppError(
    'conflict',
    `${who} single sign-on, and no other connection is active. Activate another one, or stop requiring it under Domains, first.`,
  );
}
