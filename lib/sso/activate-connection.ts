import type { Grant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import { isUniqueViolation } from '@/lib/platform/db-errors';
import type { Deps } from '@/lib/platform/deps';
import { selectOtherActive, updateActive } from './active-repository';
import { changeConnection } from './change-connection';
import { selectVersions, type ConnectionRow, type VersionRow } from './connection-repository';
import { newestTested, takenWords } from './model';
import { recordConnectionEvent } from './record-connection-event';
import type { VersionInput } from './schema';

type Choosing = { connection: ConnectionRow; version: VersionRow; newest: VersionRow };

/**
 * Lets people sign in by the newest version that has passed a test. Whoever is signed in stays so.
 * @throws AppError `not-found`, `conflict` where the version has passed no test, is not the newest that has, or where its
 *   identity provider is active in another connection, `reauthentication-required`.
 */
export async function activateConnection(
  deps: Deps,
  grant: Grant<'sso.update'>,
  input: VersionInput,
): Promise<{ version: number }> {
  return chooseVersion(deps, grant, input, async (tx, { connection, version, newest }) => {
    if (version.version !== newest.version) {
      throw new AppError(
        'conflict',
        `Version ${newest.version} is newer and has passed its test. Activate it, or roll back in the list of versions.`,
      );
    }
    if (connection.activeVersion === version.version) return;
    await setActive(deps, tx, grant, { connection, version }, 'sso-connection.activated');
  });
}

/**
 * Lets people sign in by an earlier version again, which has passed its test when it was new.
 * @throws AppError `not-found`, `conflict` where nobody signs in by the connection, where the version has passed no test or
 *   is the newest that has, or where its identity provider is active in another connection, `reauthentication-required`.
 */
export async function rollBackConnection(
  deps: Deps,
  grant: Grant<'sso.update'>,
  input: VersionInput,
): Promise<{ version: number }> {
  return chooseVersion(deps, grant, input, async (tx, { connection, version, newest }) => {
    if (connection.activeVersion === null || version.version === newest.version) {
      throw new AppError('conflict', `Activate version ${newest.version} first.`);
    }
    if (connection.activeVersion === version.version) return;
    await setActive(deps, tx, grant, { connection, version }, 'sso-connection.rolled-back');
  });
}

async function chooseVersion(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId, version }: VersionInput,
  set: (tx: OrgTx, choosing: Choosing) => Promise<void>,
): Promise<{ version: number }> {
  try {
    return await changeConnection(deps, grant, connectionId, async (tx, connection) => {
      const versions = await selectVersions(tx, grant.organizationId, [connectionId]);
      const chosen = versions.find((each) => each.version === version);
      const newest = newestTested(versions);
      if (chosen === undefined || chosen.testedAt === null || newest === null) {
        const words = `Version ${version} has passed no test. Run a test sign-in first.`;
        throw new AppError('conflict', words);
      }
      await set(tx, { connection, version: chosen, newest });
      return { version };
    });
  } catch (error) {
    // Two organizations at once: the index says who was first.
    if (isUniqueViolation(error, 'active_entity_id')) {
      throw new AppError('conflict', takenWords, { cause: error });
    }
    throw error;
  }
}

async function setActive(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'sso.update'>,
  { connection, version: { version, idpEntityId } }: Pick<Choosing, 'connection' | 'version'>,
  action: 'sso-connection.activated' | 'sso-connection.rolled-back',
): Promise<void> {
  const { organizationId } = grant;
  const others = await selectOtherActive(tx, organizationId, connection.id);
  const same = others.find(({ activeEntityId }) => activeEntityId === idpEntityId);
  if (same !== undefined) {
    throw new AppError(
      'conflict',
      `${same.name} is active with the same identity provider. Deactivate it first.`,
    );
  }
  const at = deps.clock.now();
  await updateActive(tx, organizationId, connection.id, { version, entityId: idpEntityId, at });
  await recordConnectionEvent(deps, tx, grant, action, connection, {
    before: { version: connection.activeVersion },
    after: { version, entityId: idpEntityId },
  });
}
