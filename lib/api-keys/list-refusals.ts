import type { Grant } from '@/lib/authz/authorize';
import { invalidField, notFound } from '@/lib/kernel/errors';
import { decodeTimeCursor, pageOf, type Page } from '@/lib/kernel/page';
import { addSeconds } from '@/lib/platform/clock';
import { selectOrganization } from '@/lib/orgs/repository';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectKey } from './list-repository';
import { selectRefusals, type RefusalRow } from './refusal-repository';
import { explainRefusal, type RefusalExplanation } from './refusals';
import type { ListRefusalsInput } from './schema';

const sort = 'refused';
const keptSeconds = 7 * 24 * 60 * 60;

export type ShownRefusal = RefusalRow & { explanation: RefusalExplanation };

/** The calls that a key was refused in the last seven days, newest first, each with why and what to do. */
export async function listRefusals(
  deps: Deps,
  grant: Grant<'api-key.read'>,
  input: ListRefusalsInput,
): Promise<Page<ShownRefusal>> {
  const { organizationId } = grant;
  const { keyId, limit } = input;
  const cursor = input.cursor === undefined ? null : decodeTimeCursor(sort, input.cursor);
  if (input.cursor !== undefined && cursor === null) {
    throw invalidField('cursor', 'This place in the list is not known. Start from the first page.');
  }
  const since = addSeconds(deps.clock.now(), -keptSeconds);
  const { rows, groupId } = await withOrg(deps.db, organizationId, async (tx) => {
    const organization = await selectOrganization(tx, organizationId);
    if (organization === null) throw notFound('organization');
    if ((await selectKey(tx, organizationId, keyId)) === null) throw notFound('key');
    return {
      rows: await selectRefusals(tx, { organizationId, keyId, since, cursor, limit }),
      groupId: organization.groupId,
    };
  });
  const page = pageOf(rows, { sort, limit, cursor }, (row) => ({
    value: row.occurredAt.toISOString(),
    id: row.id,
  }));
  const items = page.items.map((row) => ({
    ...row,
    explanation: explainRefusal(row.reason, { ...row, groupId }),
  }));
  return { ...page, items };
}
