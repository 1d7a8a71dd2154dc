import { auditActions, type AuditAction } from '@/lib/audit/actions';
import type { Grant } from '@/lib/authz/authorize';
import { reachOf } from '@/lib/authz/permissions';
import { selectCounts } from '@/lib/orgs/repository';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { openPolicy, type OrganizationPolicy } from '@/lib/policy/model';
import { selectPolicy } from '@/lib/policy/repository';
import type { SignInMethod } from '@/lib/sessions/model';
import type { AccessMethods, AccessMethodState } from './model';
import {
  selectConnectionStates,
  selectDomainsRequiringSso,
  selectLatestChanges,
  selectUseCounts,
} from './repository';

/** What an Admin decided about single sign-on; tests and sign-ins are no decisions. */
const samlActions = (Object.keys(auditActions) as AuditAction[]).filter(
  (action) => /^sso-connection\.(?!test|sign-in)/.test(action) || /^domain\.sso-/.test(action),
);

/**
 * The table of the ways to prove who one is, with how each stands in the organization. How many members use one is for
 * those who may know how others sign in, who changed what for those who see the whole log, keys for those who see keys,
 * names of connections for those who set them up.
 */
export async function listAccessMethods(
  deps: Pick<Deps, 'db' | 'oauth' | 'clock'>,
  { organizationId, role }: Grant<'access-method.read'>,
): Promise<AccessMethods> {
  const showsUse = reachOf(role, 'member.read-sign-in') !== false;
  const showsChanges = reachOf(role, 'audit-log.read') === 'all';
  return withOrg(deps.db, organizationId, async (tx) => {
    const policy = (await selectPolicy(tx, organizationId)) ?? openPolicy;
    const keys =
      reachOf(role, 'api-key.read') === false
        ? null
        : (await selectCounts(tx, organizationId, deps.clock.now())).activeKeys;
    const saml = await samlStateOf(tx, organizationId, policy, {
      namesConnections: reachOf(role, 'sso.update') !== false,
    });
    const use = showsUse ? await selectUseCounts(tx, organizationId) : null;
    const changes = showsChanges ? await selectLatestChanges(tx, organizationId, samlActions) : [];
    const latest = new Map(changes.map(({ kind, ...change }) => [kind, change]));
    const states = [
      ...personalStatesOf(deps, policy),
      saml,
      keyStateOf(policy, keys),
    ] satisfies AccessMethodState[];
    return {
      methods: states.map((state) => ({
        ...state,
        members: use === null || state.kind === 'api-key' ? null : use[state.kind],
        lastChange: latest.get(state.kind) ?? null,
      })),
      memberCount: use?.all ?? null,
      showsChanges,
    };
  });
}

const isAllowed = ({ allowedMethods }: OrganizationPolicy, method: SignInMethod): boolean =>
  allowedMethods.length === 0 || allowedMethods.includes(method);

function personalStatesOf(
  { oauth }: Pick<Deps, 'oauth'>,
  policy: OrganizationPolicy,
): AccessMethodState[] {
  const stateOf = (method: SignInMethod) =>
    isAllowed(policy, method) ? ('allowed' as const) : ('not-allowed' as const);
  return [
    { kind: 'password', state: stateOf('password') },
    { kind: 'google', state: oauth.google === null ? 'absent' : stateOf('google') },
    { kind: 'github', state: oauth.github === null ? 'absent' : stateOf('github') },
    {
      kind: 'totp',
      state: policy.mfaRequiredAt === null ? 'optional' : 'required',
      graceDays: policy.mfaGraceDays,
    },
  ];
}

async function samlStateOf(
  tx: OrgTx,
  organizationId: string,
  policy: OrganizationPolicy,
  { namesConnections }: { namesConnections: boolean },
): Promise<AccessMethodState> {
  const all = await selectConnectionStates(tx, organizationId);
  const active = all.filter(({ isActive }) => isActive);
  const working = isAllowed(policy, 'saml') ? 'active' : 'not-allowed';
  return {
    kind: 'saml',
    state: active.length > 0 ? working : all.length > 0 ? 'inactive' : 'absent',
    connections: namesConnections ? active.map(({ name }) => name) : [],
    requiredFor: await selectDomainsRequiringSso(tx, organizationId),
  };
}

function keyStateOf(
  { keyIpRanges, maxKeyDays }: OrganizationPolicy,
  keys: number | null,
): AccessMethodState {
  const isLimited = keyIpRanges.length > 0 || maxKeyDays !== null;
  return {
    kind: 'api-key',
    state: isLimited ? 'limited' : 'unlimited',
    ipRanges: keyIpRanges.length,
    maxKeyDays,
    keys,
  };
}
