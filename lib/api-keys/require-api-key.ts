import type { Grant } from '@/lib/authz/authorize';
import { notFound } from '@/lib/kernel/errors';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectKey } from './list-repository';
import type { ApiKeyIdInput } from './schema';
import { shownKey, type ShownKey } from './shown-key';

/**
 * One key with everything that may be shown of it.
 * @throws AppError `not-found`, for a key of another organization too.
 */
export async function requireApiKey(
  deps: Deps,
  grant: Grant<'api-key.read'>,
  { keyId }: ApiKeyIdInput,
): Promise<ShownKey> {
  const row = await withOrg(deps.db, grant.organizationId, (tx) =>
    selectKey(tx, grant.organizationId, keyId),
  );
  if (row === null) throw notFound('key');
  return shownKey(row, deps.clock.now());
}
