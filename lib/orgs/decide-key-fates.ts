import { invalidField } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import type { DepartingKey, DepartingKeys, KeyFate } from './departure';
import type { DepartureChoice } from './departure-schema';
import { changed } from './load-departure';
import { selectMember, type MemberRow } from './member-repository';

type Facts = {
  organizationId: string;
  leaverId: string;
  keys: readonly DepartingKey[];
  port: DepartingKeys;
};
type Chosen = { fate: 'hand-over' | 'revoke'; newOwnerId: string | undefined; field: string };

/**
 * What was chosen for each key: the exceptions, and the one choice for all the others.
 * @throws AppError `changed` for an exception that is no key of theirs, `invalid-input` where a choice is missing, or a
 * key would go to somebody who may not hold it.
 */
export async function decideKeyFates(
  tx: OrgTx,
  facts: Facts,
  choice: Pick<DepartureChoice, 'keys' | 'newOwnerId' | 'exceptions'>,
): Promise<KeyFate[]> {
  const { keys } = facts;
  const exceptions = new Map(choice.exceptions.map(({ keyId, ...rest }) => [keyId, rest]));
  const known = new Set(keys.map(({ id }) => id));
  if ([...exceptions.keys()].some((id) => !known.has(id))) throw changed();
  const heirOf = heirsOnce(tx, facts);
  const fates: KeyFate[] = [];
  for (const key of keys) {
    const exception = exceptions.get(key.id);
    const chosen: Chosen =
      exception === undefined
        ? forAll(choice)
        : { fate: exception.fate, newOwnerId: exception.newOwnerId, field: 'exceptions' };
    fates.push({ key, to: chosen.fate === 'revoke' ? null : await heirOf(key, chosen) });
  }
  return fates;
}

function forAll({ keys, newOwnerId }: Pick<DepartureChoice, 'keys' | 'newOwnerId'>): Chosen {
  if (keys === undefined) throw invalidField('keys', 'Choose what happens to the keys.');
  return { fate: keys, newOwnerId, field: 'newOwnerId' };
}

/** Looks each new owner up once, however many keys go to them. */
function heirsOnce(tx: OrgTx, { organizationId, leaverId, port }: Facts) {
  const found = new Map<string, MemberRow | null>();
  return async (key: DepartingKey, { newOwnerId, field }: Chosen): Promise<MemberRow> => {
    if (newOwnerId === undefined) {
      throw invalidField(field, `Choose who takes “${key.name}” over.`);
    }
    if (!found.has(newOwnerId)) {
      found.set(newOwnerId, await selectMember(tx, organizationId, newOwnerId));
    }
    const heir = found.get(newOwnerId) ?? null;
    if (heir === null || newOwnerId === leaverId) {
      throw invalidField(field, `We could not find who is to take “${key.name}” over.`);
    }
    if (port.mayHold(heir, key.teamId)) return heir;
    throw invalidField(
      field,
      `${heir.name} may not hold keys in the team ${key.teamName}. Choose somebody else for “${key.name}”.`,
    );
  };
}
