import { AppError, beingDeleted } from '@/lib/kernel/errors';
import type { RequestContext } from '@/lib/platform/request-context';
import {
  reachIn,
  reachOf,
  roleNames,
  rolesWith,
  type Permission,
  type Reach,
  type Role,
} from './permissions';

/** Who acts, as the audit log will name them. */
export type Actor = {
  kind: 'user' | 'operator' | 'system';
  /** The user's id, or the operator's command. */
  id: string | null;
  /** Name at the time of the act. */
  label: string;
  /** How the session of a user was opened; null where there is none. */
  sessionMethod: string | null;
};

/** A person inside one organization, as the row of their membership says at this moment. */
export type MemberPrincipal = {
  userId: string;
  userLabel: string;
  sessionId: string | null;
  sessionMethod: string | null;
  organizationId: string;
  role: Role;
  teamIds: readonly string[];
  /** Whether the organization is being deleted: then little is left to do in it. */
  isBeingDeleted: boolean;
  request: RequestContext;
};

/** A signed-in person, acting on their own account. */
export type PersonPrincipal = {
  userId: string;
  userLabel: string;
  sessionId: string | null;
  sessionMethod: string | null;
  /** The organization that the session opens and no other, where an identity provider vouched for it. */
  boundTo?: string | null;
  request: RequestContext;
};

declare const granted: unique symbol;

/** The proof that `authorize` was asked. A use case takes its organization from here, never from input. */
export type Grant<P extends Permission> = {
  readonly [granted]: P;
  readonly permission: P;
  readonly organizationId: string;
  readonly userId: string;
  /** Null where no session asks, such as a token: sensitive acts take one with a fresh proof. */
  readonly sessionId: string | null;
  readonly role: Role;
  readonly reach: Reach;
  /** The member's teams, to which a reach of `own-teams` is bound. */
  readonly teamIds: readonly string[];
  readonly actor: Actor;
  readonly request: RequestContext;
};

/** The proof that a person is signed in and acts on their own account alone. */
export type PersonGrant = {
  readonly [granted]: 'person';
  readonly userId: string;
  readonly sessionId: string | null;
  /** As in `PersonPrincipal`; null unless the grant was asked for `evenIfBound`. */
  readonly boundTo: string | null;
  readonly actor: Actor;
  readonly request: RequestContext;
};

/** The proof that the operator of the installation acts, on the machine itself. */
export type OperatorGrant = {
  readonly [granted]: 'operator';
  readonly actor: Actor;
  readonly request: RequestContext;
};

function userActor(principal: PersonPrincipal): Actor {
  return {
    kind: 'user',
    id: principal.userId,
    label: principal.userLabel,
    sessionMethod: principal.sessionMethod,
  };
}

/**
 * The only maker of grants inside an organization.
 * @throws AppError `forbidden` where the member's role lacks the permission, `organization-deleting` where nobody has it
 *   any more.
 */
export function authorize<P extends Permission>(
  principal: MemberPrincipal,
  permission: P,
): Grant<P> {
  const reach = reachOf(principal.role, permission);
  if (reach === false) {
    throw new AppError('forbidden', refusalOf(principal.role, permission), { detail: permission });
  }
  if (reachIn(principal, permission) === false) throw beingDeleted();
  return grantOf(principal, permission, reach, userActor(principal));
}

type Standpoint = Pick<
  MemberPrincipal,
  'organizationId' | 'userId' | 'sessionId' | 'role' | 'teamIds' | 'request'
>;

function grantOf<P extends Permission>(
  { organizationId, userId, sessionId, role, teamIds, request }: Standpoint,
  permission: P,
  reach: Reach,
  actor: Actor,
): Grant<P> {
  const facts = { organizationId, userId, sessionId, role, teamIds, request };
  return { permission, reach, actor, ...facts } as Grant<P>;
}

/** Why a role is refused, in the words of the console: which role it takes. */
export function refusalOf(role: Role, permission: Permission): string {
  const names = rolesWith(permission).map((allowed) => roleNames[allowed]);
  return `Your role here is ${roleNames[role]}. This takes the role ${names.join(' or ')}.`;
}

/**
 * The only maker of grants over one's own account. A company's identity provider vouches for a person in the company's
 * organization: the account is the person's own, and opens to a session of another kind alone, but for what is named.
 * @throws AppError `sign-in-method-refused`
 */
export function authorizePerson(
  principal: PersonPrincipal,
  { evenIfBound = false } = {},
): PersonGrant {
  const { boundTo = null } = principal;
  if (boundTo !== null && !evenIfBound) {
    throw new AppError(
      'sign-in-method-refused',
      'You came by single sign-on, which opens its organization alone. Sign in another way for this.',
    );
  }
  return {
    userId: principal.userId,
    sessionId: principal.sessionId,
    boundTo,
    actor: userActor(principal),
    request: principal.request,
  } as PersonGrant;
}

/** The only maker of the operator's grants; whoever can run the command on the machine is the operator. */
export function authorizeOperator(command: string, requestId: string): OperatorGrant {
  return {
    actor: { kind: 'operator', id: command, label: `operator ${command}`, sessionMethod: null },
    request: { ip: null, userAgent: null, requestId },
  } as OperatorGrant;
}

/**
 * Refuses a team outside the reach of the grant.
 * @throws AppError `forbidden`
 */
export function requireTeamInReach(grant: Grant<Permission>, teamId: string): void {
  if (grant.reach === 'own-teams' && !grant.teamIds.includes(teamId)) {
    throw new AppError('forbidden', 'You can do this only in your own teams.', {
      detail: `${grant.permission} outside own teams`,
    });
  }
}

/**
 * The only maker of the grant by which an organization's identity provider says what role somebody has, at their sign-in
 * and as far as the rules go that its Admins wrote. `userId` is the connection's, which is no person's.
 */
export function authorizeConnection(
  { id, organizationId, name }: { id: string; organizationId: string; name: string },
  request: RequestContext,
): Grant<'member.update-role'> {
  const actor: Actor = {
    kind: 'system',
    id,
    label: `Single sign-on (${name})`,
    sessionMethod: null,
  };
  const facts = { organizationId, userId: id, sessionId: null, teamIds: [], request };
  return grantOf({ ...facts, role: 'admin' }, 'member.update-role', 'all', actor);
}
