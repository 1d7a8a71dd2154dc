import type { Digest } from '@/lib/platform/crypto';
import type { OrgTx } from '@/lib/platform/db';
import type { Environment, KeyStatus } from './model';

/** A key as it is written, without what is only joined for showing. */
export type KeyRow = {
  id: string;
  teamId: string;
  ownerUserId: string;
  name: string;
  environment: Environment;
  scopes: string[];
  allowedModels: string[];
  allowedServices: string[];
  ipRanges: string[];
  status: KeyStatus;
  expiresAt: Date | null;
};

const keyColumns = {
  id: true,
  teamId: true,
  ownerUserId: true,
  name: true,
  environment: true,
  scopes: true,
  allowedModels: true,
  allowedServices: true,
  ipRanges: true,
  status: true,
  expiresAt: true,
} as const;

export async function insertKey(
  tx: OrgTx,
  organizationId: string,
  key: Omit<KeyRow, 'status'>,
  now: Date,
): Promise<void> {
  await tx.apiKey.createMany({
    data: [
      { ...key, organizationId, kind: 'general', status: 'active', createdAt: now, updatedAt: now },
    ],
  });
}

export async function insertSecret(
  tx: OrgTx,
  secret: {
    id: string;
    organizationId: string;
    apiKeyId: string;
    secretHash: Digest;
    hint: string;
    createdAt: Date;
  },
): Promise<void> {
  // createMany: the serving role may write the hash and never read it back.
  await tx.apiKeySecret.createMany({ data: [secret] });
}

export async function countKeys(tx: OrgTx, organizationId: string): Promise<number> {
  return tx.apiKey.count({ where: { organizationId, status: { not: 'revoked' } } });
}

/** The key, held until the transaction ends, so that what is decided about it stays true. */
export async function selectKeyForUpdate(
  tx: OrgTx,
  organizationId: string,
  keyId: string,
): Promise<KeyRow | null> {
  await tx.$queryRaw`SELECT 1 FROM api_keys WHERE organization_id = ${organizationId}::uuid AND id = ${keyId}::uuid FOR NO KEY UPDATE`;
  const row = await tx.apiKey.findUnique({
    where: { organizationId_id: { organizationId, id: keyId } },
    select: keyColumns,
  });
  return row as KeyRow | null;
}

export async function updateKey(
  tx: OrgTx,
  organizationId: string,
  keyId: string,
  change: Partial<
    Pick<KeyRow, 'name' | 'environment' | 'allowedModels' | 'allowedServices' | 'ipRanges'>
  >,
  now: Date,
): Promise<void> {
  await tx.apiKey.update({
    where: { organizationId_id: { organizationId, id: keyId } },
    data: { ...change, updatedAt: now },
    select: { id: true },
  });
}

/** Moves keys from one status to another, many at once. Returns the ids of those that this call moved. */
export async function updateKeyStatuses(
  tx: OrgTx,
  organizationId: string,
  keyIds: readonly string[],
  { from, to }: { from: KeyStatus; to: Exclude<KeyStatus, 'revoked'> },
  now: Date,
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE api_keys SET status = ${to}, updated_at = ${now}
     WHERE organization_id = ${organizationId}::uuid AND id = ANY (${[...keyIds]}::uuid[]) AND status = ${from} RETURNING id`;
  return new Set(rows.map(({ id }) => id));
}

/** Whether this call was the one that moved the key out of one of the statuses `from`. */
export async function updateKeyStatus(
  tx: OrgTx,
  organizationId: string,
  keyId: string,
  { from, to }: { from: readonly KeyStatus[]; to: KeyStatus },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.apiKey.updateMany({
    where: { organizationId, id: keyId, status: { in: [...from] } },
    data: { status: to, updatedAt: now, ...(to === 'revoked' ? { revokedAt: now } : {}) },
  });
  return count > 0;
}
