import type { PersonGrant } from '@/lib/authz/authorize';
import { readAsSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectJoinOffers } from './join-repository';
import type { JoinOffer } from './model';

/** The organization that a person may join by the address that they have proved; none, or one. */
export async function listJoinOffers(
  deps: Pick<Deps, 'db' | 'clock'>,
  { userId }: PersonGrant,
): Promise<JoinOffer[]> {
  return readAsSystem(deps.db, 'join-domain', (sql) =>
    selectJoinOffers(sql, userId, deps.clock.now()),
  );
}
