import { setTimeout as pause } from 'node:timers/promises';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import {
  countSealedOtherwise,
  putSealedAnew,
  takeSealedOtherwise,
  type SealedRow,
  type SealedTable,
} from './repository';

type RotateDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'totpKeys'>;

export type Rotation = {
  sealedAnew: number;
  /** Whose secrets no key that is known here opens. */
  unopenedUserIds: string[];
  /** Held by somebody else all the while; the same once more does them. */
  inUse: number;
};

const batchSize = 500;
const rounds = 50;
const pauseMs = 200;
const lowestId = '00000000-0000-0000-0000-000000000000';
const tables: SealedTable[] = ['totp_factors', 'totp_enrolments'];

/**
 * Seals with the current key what an earlier one sealed. Each batch is a transaction of its own with its event, so that
 * killed anywhere it loses nothing, and the next run goes on from there.
 */
export async function rotateTotpSecrets(deps: RotateDeps, grant: OperatorGrant): Promise<Rotation> {
  let sealedAnew = 0;
  for (let round = 1; ; round += 1) {
    const unopened: SealedRow[] = [];
    let inUse = 0;
    for (const table of tables) {
      const done = await rotateTable(deps, grant, table);
      sealedAnew += done.sealedAnew;
      unopened.push(...done.unopened);
      inUse += done.inUse;
    }
    if (inUse === 0 || round === rounds) {
      const unopenedUserIds = [...new Set(unopened.map(({ userId }) => userId))].sort();
      return { sealedAnew, unopenedUserIds, inUse };
    }
    await pause(pauseMs);
  }
}

type Done = { sealedAnew: number; unopened: SealedRow[]; inUse: number };

/** Goes once through a table, past what somebody uses at this moment. */
async function rotateTable(
  deps: RotateDeps,
  grant: OperatorGrant,
  table: SealedTable,
): Promise<Done> {
  const unopened: SealedRow[] = [];
  let sealedAnew = 0;
  let after: string | undefined = lowestId;
  while (after !== undefined) {
    const batch: Batch = await rotateBatch(deps, grant, table, after);
    sealedAnew += batch.sealedAnew;
    unopened.push(...batch.unopened);
    after = batch.lastId;
  }
  const ids = unopened.map(({ id }) => id);
  const inUse = await asSystem(deps.db, 'mfa', (tx) =>
    countSealedOtherwise(tx, table, deps.totpKeys.currentKeyId, ids),
  );
  return { sealedAnew, unopened, inUse };
}

type Batch = { sealedAnew: number; unopened: SealedRow[]; lastId: string | undefined };

async function rotateBatch(
  deps: RotateDeps,
  grant: OperatorGrant,
  table: SealedTable,
  after: string,
): Promise<Batch> {
  const keyId = deps.totpKeys.currentKeyId;
  return asSystem(deps.db, 'mfa', async (tx) => {
    const rows = await takeSealedOtherwise(tx, table, { keyId, after, limit: batchSize });
    const unopened: SealedRow[] = [];
    const anew = rows.flatMap((row) => {
      const secret = openOrNull(deps, row);
      if (secret === null) unopened.push(row);
      const { id, userId } = row;
      return secret === null
        ? []
        : [{ id, secretSealed: deps.totpKeys.seal(secret, userId).bytes }];
    });
    if (anew.length > 0) {
      await putSealedAnew(tx, table, anew, keyId);
      await recordAuditEvent(deps, tx, {
        organizationId: null,
        actor: grant.actor,
        request: grant.request,
        action: 'installation.secrets-rotated',
        target: { kind: 'installation', id: null, label: 'Gatehouse' },
        after: { table, rows: anew.length, keyId },
      });
    }
    return { sealedAnew: anew.length, unopened, lastId: rows.at(-1)?.id };
  });
}

/** Null where the key is not known here, or the bytes were tampered with: the others are done all the same. */
function openOrNull(
  { totpKeys }: RotateDeps,
  { keyId, secretSealed, userId }: SealedRow,
): string | null {
  try {
    return totpKeys.open({ keyId, bytes: secretSealed }, userId);
  } catch {
    return null;
  }
}
