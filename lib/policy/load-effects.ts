import { maxNamesShown } from '@/lib/orgs/model';
import { addSeconds } from '@/lib/platform/clock';
import { asSystem, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { issuersIn } from '@/lib/platform/oauth-settings';
import { idleLifetimeSeconds } from '@/lib/sessions/model';
import { acceptsMethod, admitsAddress, problemWithSession } from './decide-entry';
import { lifetimeEndOf } from './key-lifetime';
import {
  entryPolicyOf,
  signInsLookedAtDays,
  type OrganizationPolicy,
  type PolicyEffect,
  type PolicyEffectKind,
} from './model';
import type { LiveKey, PolicyKeys } from './policy-keys';
import { selectMembersWithout } from './repository';
import { selectOpenSessions, selectSignIns } from './use-repository';

/** Whom or what it hits, by id, with their names. */
type Hit = Map<string, string>;
export type Effects = Partial<Record<PolicyEffectKind, Hit>>;

type Change = { before: OrganizationPolicy; after: OrganizationPolicy; asOf: Date };

/** Whom another policy would hit that the one before does not: by open sessions, by the last sign-ins, and keys. */
export async function loadEffects(
  deps: Pick<Deps, 'db' | 'oauth'>,
  tx: OrgTx,
  organizationId: string,
  keys: PolicyKeys,
  change: Change,
): Promise<Effects> {
  const { before, after, asOf } = change;
  const live = { now: asOf, seenAfter: addSeconds(asOf, -idleLifetimeSeconds) };
  const [sessions, lacking] = await asSystem(deps.db, 'policy', async (system) => [
    await selectOpenSessions(system, organizationId, live),
    await selectMembersWithout(system, organizationId, issuersIn(deps.oauth), after.allowedMethods),
  ]);
  const since = addSeconds(asOf, -signInsLookedAtDays * 24 * 60 * 60);
  const uses = [...sessions, ...(await selectSignIns(tx, organizationId, since))];
  const [old, next] = [entryPolicyOf(before), entryPolicyOf(after)];
  const demandsMore = after.mfaRequiredAt !== null && before.mfaRequiredAt === null;
  const methodsChange = String(next.allowedMethods) !== String(old.allowedMethods);
  return {
    ...(demandsMore && {
      enrol: named(lacking.filter((member) => !member.hasSecondFactor && !member.mayUseSso)),
    }),
    ...(methodsChange && { 'no-way-in': named(lacking.filter((member) => !member.hasMethod)) }),
    'method-refused': named(
      uses.filter(
        ({ method }) =>
          method !== null &&
          acceptsMethod(old.allowedMethods, method) &&
          !acceptsMethod(next.allowedMethods, method),
      ),
    ),
    'sign-in-again': named(
      sessions.filter(
        (session) =>
          problemWithSession(old, session, asOf) === null &&
          problemWithSession(next, session, asOf) !== null,
      ),
    ),
    'address-refused': named(
      uses.filter(
        ({ ip }) =>
          admitsAddress(old.consoleIpRanges, ip) && !admitsAddress(next.consoleIpRanges, ip),
      ),
    ),
    ...keyEffects(await keys.list(tx, organizationId, asOf), change),
  };
}

function keyEffects(keys: readonly LiveKey[], { before, after, asOf }: Change): Effects {
  const rangesOf = (policy: OrganizationPolicy) => policy.keyIpRanges.map(({ range }) => range);
  const [old, next] = [rangesOf(before), rangesOf(after)];
  const endOf = (key: LiveKey) => lifetimeEndOf(key, after.maxKeyDays);
  const sooner = keys.filter((key) => {
    const [was, will] = [lifetimeEndOf(key, before.maxKeyDays), endOf(key)];
    return will !== null && (was === null || will < was);
  });
  const isOver = (key: LiveKey) => (endOf(key)?.getTime() ?? Infinity) <= asOf.getTime();
  return {
    'keys-ended': namedKeys(sooner.filter(isOver)),
    'keys-shortened': namedKeys(sooner.filter((key) => !isOver(key))),
    'keys-refused': namedKeys(
      keys.filter(
        ({ lastUsedIp }) =>
          lastUsedIp !== null && admitsAddress(old, lastUsedIp) && !admitsAddress(next, lastUsedIp),
      ),
    ),
  };
}

const named = (people: readonly { userId: string; name: string }[]): Hit =>
  new Map(people.map(({ userId, name }) => [userId, name]));
const namedKeys = (keys: readonly LiveKey[]): Hit =>
  new Map(keys.map(({ id, name }) => [id, name]));

/** As it is shown: those that hit somebody, the people and keys counted, and the first named. */
export function shownEffects(effects: Effects): PolicyEffect[] {
  return Object.entries(effects)
    .filter(([, hit]) => hit.size > 0)
    .map(([kind, hit]) => ({
      kind: kind as PolicyEffectKind,
      count: hit.size,
      names: [...hit.values()]
        .sort((one, other) => one.localeCompare(other, 'en'))
        .slice(0, maxNamesShown),
    }));
}
