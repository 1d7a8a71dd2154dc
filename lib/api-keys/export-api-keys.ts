import { recordListExport } from '@/lib/audit/record-list-export';
import type { Grant } from '@/lib/authz/authorize';
import { csvOf } from '@/lib/platform/csv';
import type { Deps } from '@/lib/platform/deps';
import { listApiKeys } from './list-api-keys';
import type { ListApiKeysInput } from './schema';
import type { ShownKey } from './shown-key';

const rowsPerPage = 100;

const columns: Record<string, (key: ShownKey) => string | null> = {
  id: (key) => key.id,
  name: (key) => key.name,
  hint: (key) => key.hint,
  state: (key) => key.state,
  environment: (key) => key.environment,
  team: (key) => key.teamName,
  owner: (key) => key.ownerName,
  scopes: (key) => key.scopes.join(' '),
  'allowed services': (key) => key.allowedServices.join(' '),
  'allowed models': (key) => key.allowedModels.join(' '),
  'ip ranges': (key) => key.ipRanges.join(' '),
  'created at': (key) => key.createdAt.toISOString(),
  'expires at': (key) => key.expiresAt?.toISOString() ?? null,
  'revoked at': (key) => key.revokedAt?.toISOString() ?? null,
  'last used at': (key) => key.lastUsedAt?.toISOString() ?? null,
};

/** The list of keys as CSV, as filtered and sorted, in pieces: a short query each. Its own event is written first. */
export async function* exportApiKeys(
  deps: Deps,
  grant: Grant<'api-key.read'>,
  input: ListApiKeysInput,
): AsyncGenerator<string> {
  await recordListExport(deps, grant, {
    action: 'api-key-list.exported',
    target: { kind: 'api-key', label: 'API keys' },
    input,
  });
  yield csvOf([Object.keys(columns)]);
  let cursor: string | undefined;
  do {
    const page = await listApiKeys(deps, grant, { ...input, cursor, limit: rowsPerPage });
    if (page.items.length > 0) {
      yield csvOf(page.items.map((key) => Object.values(columns).map((cell) => cell(key))));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
