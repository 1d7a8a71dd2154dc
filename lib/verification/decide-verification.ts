import { parseIpAddress } from '@/lib/platform/ip-address';
import {
  refusalCodes,
  refusalReasons,
  services,
  type CallFacts,
  type Decision,
  type KeySnapshot,
  type OwnerStanding,
  type Refusal,
  type RefusalReason,
} from './model';

/** One refusal for each reason, made once: a decision allocates nothing. */
const refusals = Object.fromEntries(
  Object.entries(refusalReasons).map(([reason, { code }]) => [
    reason,
    Object.freeze({ valid: false, reason, code, ...refusalCodes[code] }),
  ]),
) as Record<RefusalReason, Refusal>;

const knownServices = new Set<string>(services);

type Check = (key: KeySnapshot, call: CallFacts, now: number) => RefusalReason | null;

const ownerFaults: Record<OwnerStanding, RefusalReason | null> = {
  'may-create-keys': null,
  'not-a-member': 'owner-not-a-member',
  'lacks-role': 'owner-lacks-role',
  'not-in-team': 'owner-not-in-team',
};

/** These work only while their owner may create keys in their team; the other kinds outlive whoever made them. */
const personalKinds = new Set<string>(['general', 'subscription']);

const keyWorks: Check = (key, _call, now) => {
  if (key.status !== 'active') return key.status;
  if (key.expiresAt !== null && now >= key.expiresAt) return 'expired';
  return personalKinds.has(key.kind) ? ownerFaults[key.ownerStanding] : null;
};

const organizationIsActive: Check = ({ organizationStatus }) =>
  organizationStatus === 'active' ? null : `organization-${organizationStatus}`;

const groupMatches: Check = (key, { groupId }) =>
  groupId === undefined || groupId === key.groupId ? null : 'group-mismatch';

const ipIsAllowed: Check = ({ admitsIp, organizationAdmitsIp }, { ip }) => {
  if (admitsIp === null && organizationAdmitsIp === null) return null;
  const address = ip === undefined ? null : parseIpAddress(ip);
  if (address === null) return 'ip-missing';
  if (admitsIp !== null && !admitsIp(address)) return 'ip-outside-ranges';
  return organizationAdmitsIp === null || organizationAdmitsIp(address)
    ? null
    : 'ip-outside-organization';
};

const serviceIsAllowed: Check = (key, { service }) => {
  if (service === undefined) return null;
  if (!knownServices.has(service)) return 'service-unknown';
  if (key.allowedServices !== null && !key.allowedServices.has(service)) {
    return 'service-outside-list';
  }
  return key.scopes.includes('inference') ? null : 'scope-missing';
};

const modelIsAllowed: Check = ({ allowedModels }, { model }) =>
  model === undefined || allowedModels === null || allowedModels.has(model)
    ? null
    : 'model-outside-list';

/** In the order of the contract's table: the first that refuses gives the answer. */
const checks: readonly Check[] = [
  keyWorks,
  organizationIsActive,
  groupMatches,
  ipIsAllowed,
  serviceIsAllowed,
  modelIsAllowed,
];

/**
 * Whether a call may go on: pure, a function of the key's snapshot (null: no such key), the call and the time.
 * Expiry is judged here by time, whether or not any job runs.
 *
 * @param now milliseconds since 1970
 */
export function decideVerification(
  key: KeySnapshot | null,
  call: CallFacts,
  now: number,
): Decision {
  if (key === null) return refusals.unknown;
  for (const check of checks) {
    const reason = check(key, call, now);
    if (reason !== null) return refusals[reason];
  }
  return { valid: true, key };
}
