import { reachOf, type Role } from '@/lib/authz/permissions';

/** A label for filters and budgets; refuses nothing. */
export const environments = ['production', 'staging', 'development'] as const;
export type Environment = (typeof environments)[number];

/** What is stored. Expiry is not: it comes by itself. */
export type KeyStatus = 'active' | 'disabled' | 'suspended' | 'revoked';

export const keyStates = ['active', 'disabled', 'suspended', 'expired', 'revoked'] as const;
export type KeyState = (typeof keyStates)[number];

export const keyStateNames: Record<KeyState, string> = {
  active: 'Active',
  disabled: 'Disabled',
  suspended: 'Suspended',
  expired: 'Expired',
  revoked: 'Revoked',
};

/** What the state of a key means, for whoever reads the list. */
export const keyStateDescriptions: Record<KeyState, string> = {
  active: 'Calls with this key are answered.',
  disabled: 'Somebody switched this key off. It can be enabled again.',
  suspended: 'Its owner may no longer hold keys in this team. It works again when they may.',
  expired: 'Its time is over. Create another key.',
  revoked: 'Ended for good.',
};

/**
 * What a General key may be allowed. Management permissions are for organization tokens; a General key makes calls, and
 * which ones is said by its services and models.
 */
export const generalKeyScopes = ['inference'] as const;

/** Keys that are not revoked, in one organization. */
export const maxKeysPerOrganization = 1_000;
export const maxIpRanges = 50;
export const maxListedModels = 100;
/** Further away than this a date is a typing error; `never` says never. */
export const maxExpiryYears = 10;

export const expiryChoices = ['30-days', '90-days', '1-year', 'never', 'date'] as const;
export type ExpiryChoice = (typeof expiryChoices)[number];
export const defaultExpiry: ExpiryChoice = '90-days';

/** The state of a key at `now`. The end of its time counts from the very millisecond. */
export function stateOf(key: { status: KeyStatus; expiresAt: Date | null }, now: Date): KeyState {
  if (key.status === 'revoked') return 'revoked';
  return key.expiresAt !== null && key.expiresAt <= now ? 'expired' : key.status;
}

/** Whether a member of this role and these teams may hold personal keys in a team. */
export function mayHoldKeys(
  member: { role: Role; teamIds: readonly string[] },
  teamId: string,
): boolean {
  const reach = reachOf(member.role, 'api-key.create');
  return reach === 'all' || (reach === 'own-teams' && member.teamIds.includes(teamId));
}

/**
 * The status of a key with its next owner, who may hold it. A suspended one works again only where whoever hands it over
 * may hold it too: nobody wakes a key, of which they may have a copy, by giving it away. It is off then, for the next owner
 * to enable. What somebody disabled stays so.
 */
export function statusAfterHandOver<S extends KeyStatus>(
  status: S,
  deciderMayHold: boolean,
): S | 'active' | 'disabled' {
  if (status !== 'suspended') return status;
  return deciderMayHold ? 'active' : 'disabled';
}

export type SwitchDecision = 'change' | 'unchanged' | 'revoked' | 'expired' | 'owner-lost-right';

/** Whether a key may be disabled. A suspended one may: it then stays off when its owner's right returns. */
export function decideDisable(state: KeyState): SwitchDecision {
  if (state === 'revoked' || state === 'expired') return state;
  return state === 'disabled' ? 'unchanged' : 'change';
}

/** Whether a key may be enabled: only while its owner may hold it. */
export function decideEnable(state: KeyState, ownerMayHold: boolean): SwitchDecision {
  if (state === 'revoked' || state === 'expired') return state;
  if (state === 'active') return 'unchanged';
  return ownerMayHold ? 'change' : 'owner-lost-right';
}

/** The models of a list that none of the allowed services offers, and that could therefore never be called. */
export function unreachableModels(
  models: readonly { id: string; serviceId: string }[],
  allowedServices: readonly string[],
): string[] {
  if (allowedServices.length === 0) return [];
  return models.filter(({ serviceId }) => !allowedServices.includes(serviceId)).map(({ id }) => id);
}
