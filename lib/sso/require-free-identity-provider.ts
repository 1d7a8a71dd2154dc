import type { Grant } from '@/lib/authz/authorize';
import { invalidField } from '@/lib/kernel/errors';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { isActiveElsewhere } from './active-repository';
import { takenWords } from './model';

/**
 * Refuses an identity provider at which the people of another organization sign in: one that vouches for two could pass
 * people of the one off as the other's. Whose it is, nobody learns.
 * @throws AppError `invalid-input` (field `metadata`).
 */
export async function requireFreeIdentityProvider(
  deps: Pick<Deps, 'db'>,
  { organizationId }: Grant<'sso.update'>,
  entityId: string,
): Promise<void> {
  const isTaken = await asSystem(deps.db, 'sso', (tx) =>
    isActiveElsewhere(tx, entityId, organizationId),
  );
  if (isTaken) throw invalidField('metadata', takenWords);
}
