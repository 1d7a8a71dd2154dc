import { cache } from 'react';
import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import {
  authorize,
  authorizePerson,
  type Grant,
  type MemberPrincipal,
  type PersonGrant,
  type PersonPrincipal,
} from '@/lib/authz/authorize';
import { reachIn, type Permission } from '@/lib/authz/permissions';
import type { RequestContext } from '@/lib/platform/request-context';
import { backgroundCookie } from '@/lib/kernel/background';
import { AppError } from '@/lib/kernel/errors';
import { decideEntry, type Entry } from '@/lib/policy/decide-entry';
import { findSession, type LiveMembership, type LiveSession } from '@/lib/sessions/find-session';
import { readCookie } from './cookies';
import { webDeps } from './deps';
import { pageAddressHeader } from './page-address';
import { requestContext } from './request-context';

/** The session of the request, looked up once however many components ask. */
export const currentSession = cache(
  async (orgSlug: string | null = null): Promise<LiveSession | null> => {
    const token = await readCookie('session');
    if (token === null) return null;
    return findSession(webDeps(), token, orgSlug, { isBackground: await isBackground() });
  },
);

/** Whether a page asks again by itself. An action is always a person's: whatever the browser says of it. */
async function isBackground(): Promise<boolean> {
  const isAction = (await headers()).has('next-action');
  return !isAction && (await cookies()).has(backgroundCookie);
}

export function personPrincipal(session: LiveSession, request: RequestContext): PersonPrincipal {
  return {
    userId: session.user.id,
    userLabel: `${session.user.name} <${session.user.email}>`,
    sessionId: session.sessionId,
    sessionMethod: session.method,
    boundTo: session.boundTo?.organizationId ?? null,
    request,
  };
}

/**
 * Who acts inside an organization: what every grant there is made of, so that no action, route or page goes round what
 * the organization demands.
 * @throws AppError `ip-not-allowed`, `sign-in-method-refused`, `sso-required`, `sign-in-again`,
 *   `mfa-required`
 */
export function memberPrincipal(
  session: LiveSession,
  membership: LiveMembership,
  request: RequestContext,
): MemberPrincipal {
  requireEntry(entryOf(session, membership, request), membership.name);
  return principalFacts(session, membership, request);
}

/** The same, of somebody who may still owe what the organization demands: for the log of refusals alone. */
export function principalFacts(
  session: LiveSession,
  membership: LiveMembership,
  request: RequestContext,
): MemberPrincipal {
  return {
    ...personPrincipal(session, request),
    organizationId: membership.organizationId,
    role: membership.role,
    teamIds: membership.teamIds,
    isBeingDeleted: membership.isBeingDeleted,
  };
}

function requireEntry(entry: Entry, organization: string): void {
  if (entry.status === 'ip-not-allowed') {
    throw new AppError(
      'ip-not-allowed',
      entry.address === null
        ? `${organization} opens to certain addresses alone, and yours could not be read.`
        : `${organization} does not open to the address ${entry.address}.`,
    );
  }
  if (entry.status === 'sign-in-again') {
    throw new AppError(
      'sign-in-again',
      `${organization} asks for a fresh sign-in. Sign out and sign in again to go on.`,
    );
  }
  if (entry.status === 'mfa-required') {
    throw new AppError(
      'mfa-required',
      `${organization} requires two-factor authentication. Set up an authenticator app to go on.`,
    );
  }
  if (entry.status === 'sso-required') {
    throw new AppError(
      'sso-required',
      `${organization} asks you to sign in by its single sign-on. Sign out and sign in that way.`,
    );
  }
  if (entry.status === 'bound-elsewhere') {
    // Its name too is none of the business of whoever runs the identity provider of another one.
    throw new AppError(
      'sign-in-method-refused',
      'You came by single sign-on, which opens its organization alone. Sign in another way for this.',
    );
  }
  if (entry.status === 'method-refused') {
    throw new AppError(
      'sign-in-method-refused',
      `${organization} does not accept how you signed in. Sign in another way.`,
    );
  }
}

/** To sign-in, and afterwards to the very page that was asked for, with its filters: a link in a mail is often deep. */
async function leaveToSignIn(fallback: string): Promise<never> {
  const page = (await headers()).get(pageAddressHeader) ?? fallback;
  redirect(`/sign-in?next=${encodeURIComponent(page)}`);
}

/**
 * For account pages: the signed-in person, or away to sign-in and back again afterwards. Who came by single sign-on is
 * told what else it takes, but on the pages that name `evenIfBound`.
 */
export async function requirePerson(
  returnTo: string,
  { evenIfBound = false } = {},
): Promise<{ session: LiveSession; grant: PersonGrant }> {
  const session = await currentSession();
  if (session === null) return leaveToSignIn(returnTo);
  if (session.boundTo !== null && !evenIfBound) redirect('/sso-session');
  return { session, grant: await personGrant(session) };
}

/** What a member's session may do beyond the organization: for lists of their own, such as the switcher's. */
export async function personGrant(session: LiveSession): Promise<PersonGrant> {
  const principal = personPrincipal(session, await requestContext());
  return authorizePerson(principal, { evenIfBound: true });
}

export type MemberSession = { session: LiveSession; membership: LiveMembership };

/**
 * For pages of an organization: its member, else sign-in; 404 for whoever is not in it, as if it did not exist. Who still
 * owes what the organization demands is led to the page for that, and so is everybody but the Admins while it is being
 * deleted.
 */
export async function requireMember(orgSlug: string): Promise<MemberSession> {
  const session = await currentSession(orgSlug);
  if (session === null) return leaveToSignIn(`/orgs/${orgSlug}`);
  if (session.membership === null) notFound();
  const entry = entryOf(session, session.membership, await requestContext());
  if (entry.status !== 'open' || isShut(session.membership)) {
    redirect(`/entry/${orgSlug}`);
  }
  return { session, membership: session.membership };
}

/** What an organization demands of the person of a session, at this moment and where they are now. */
export function entryOf(
  session: LiveSession,
  { organizationId, policy, memberSince, requiresSso, acceptsBreakGlass }: LiveMembership,
  { ip: address }: RequestContext,
): Entry {
  const { hasSecondFactor, boundTo } = session;
  const isBoundElsewhere = boundTo !== null && boundTo.organizationId !== organizationId;
  const facts = {
    ...{ policy, session, address, hasSecondFactor, memberSince },
    ...{ isBoundElsewhere, requiresSso, acceptsBreakGlass },
  };
  return decideEntry(facts, webDeps().clock.now());
}

/** Whether nothing is left for a member but to be told that the organization is being deleted. */
export function isShut({ role, isBeingDeleted }: LiveMembership): boolean {
  return isBeingDeleted && role !== 'admin';
}

export type PageAccess<P extends Permission> =
  | ({ allowed: true; grant: Grant<P> } & MemberSession)
  | ({ allowed: false; permission: P } & MemberSession);

/** What a page of an organization begins with: a grant to hand to use cases, or the reason to show instead. */
export async function pageAccess<P extends Permission>(
  orgSlug: string,
  permission: P,
): Promise<PageAccess<P>> {
  const member = await requireMember(orgSlug);
  if (reachIn(member.membership, permission) === false) {
    return { allowed: false, permission, ...member };
  }
  const principal = memberPrincipal(member.session, member.membership, await requestContext());
  return { allowed: true, grant: authorize(principal, permission), ...member };
}
