import { selectAuditEvents } from '@/lib/audit/repository';
import type { Grant } from '@/lib/authz/authorize';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { ApiKeyIdInput } from './schema';

/** That a key changed hands: whose it was, who gave it on, and why. */
export type HandOver = { at: Date; from: string; by: string; because: string | null };

/** So many changes of hands are told; the log has them all. */
const shownHandOvers = 5;

/**
 * Where a key came from, the latest first, for whoever may see the key: a new owner should know who has had its secret,
 * also where their role sees no more of the log than their own acts. Of each event only these four facts.
 */
export async function listKeyHandOvers(
  deps: Deps,
  { organizationId }: Grant<'api-key.read'>,
  { keyId }: ApiKeyIdInput,
): Promise<HandOver[]> {
  const events = await withOrg(deps.db, organizationId, (tx) =>
    selectAuditEvents(
      tx,
      organizationId,
      { of: 'everyone' },
      { action: 'api-key.handed-over', targetKind: 'api-key', targetId: keyId },
      { cursor: null, limit: shownHandOvers },
    ),
  );
  return events.slice(0, shownHandOvers).map(({ occurredAt, actorLabel, before, after }) => ({
    at: occurredAt,
    from: textOf(before?.owner) ?? 'somebody',
    by: actorLabel,
    because: textOf(after?.because),
  }));
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
