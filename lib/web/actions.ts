import { headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import type * as z from 'zod';
import { isEntryRefusal } from '@/lib/audit/actions';
import { recordDenial } from '@/lib/audit/record-denial';
import {
  authorize,
  authorizePerson,
  type Grant,
  type MemberPrincipal,
  type PersonGrant,
} from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import type { ActionState } from '@/lib/kernel/action-state';
import { AppError, notFound } from '@/lib/kernel/errors';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { failedState } from './action-errors';
import { parse } from './action-input';
import { webDeps } from './deps';
import { requestContext } from './request-context';
import { requireSameOrigin } from './same-origin';
import { currentSession, memberPrincipal, personPrincipal, principalFacts } from './session';

async function answer<T>(
  deps: Deps,
  work: (request: RequestContext) => Promise<T>,
): Promise<ActionState<T>> {
  const request = await requestContext();
  try {
    requireSameOrigin(await headers(), deps.config.appUrl);
    return { status: 'ok', data: await work(request) };
  } catch (error) {
    // redirect() and notFound() are thrown; they are Next's, not failures.
    unstable_rethrow(error);
    return failedState(error, request.requestId, deps.log);
  }
}

/** A Server Action for visitors: sign-up, sign-in, links of mails. Each is on the short list in tests/architecture. */
export function publicAction<S extends z.ZodType, T>(
  schema: S,
  work: (deps: Deps, request: RequestContext, input: z.output<S>) => Promise<T>,
) {
  return async (_previous: unknown, input: unknown): Promise<ActionState<T>> => {
    const deps = webDeps();
    return answer(deps, (request) => work(deps, request, parse(schema, input)));
  };
}

/** A Server Action on one's own account; for who came by single sign-on only where it says `evenIfBound`. */
export function accountAction<S extends z.ZodType, T>(
  schema: S,
  useCase: (deps: Deps, grant: PersonGrant, input: z.output<S>) => Promise<T>,
  bounds: { evenIfBound?: boolean } = {},
) {
  return async (_previous: unknown, input: unknown): Promise<ActionState<T>> => {
    const deps = webDeps();
    return answer(deps, async (request) => {
      const session = await currentSession();
      if (session === null) throw signedOut();
      return useCase(
        deps,
        authorizePerson(personPrincipal(session, request), bounds),
        parse(schema, input),
      );
    });
  };
}

/**
 * A Server Action inside an organization. The slug only says which; the membership of the signed-in person decides, and
 * the use case takes the organization from the grant. Bind the slug: `createApiKeyAction.bind(null, slug)`.
 */
export function orgAction<P extends Permission, S extends z.ZodType, T>(
  permission: P,
  schema: S,
  useCase: (deps: Deps, grant: Grant<P>, input: z.output<S>) => Promise<T>,
) {
  return async (orgSlug: unknown, _previous: unknown, input: unknown): Promise<ActionState<T>> => {
    const deps = webDeps();
    return answer(deps, async (request) => {
      const session = await currentSession(typeof orgSlug === 'string' ? orgSlug : null);
      if (session === null) throw signedOut();
      if (session.membership === null) throw notFound('organization');
      const { membership } = session;
      return auditingDenial(deps, principalFacts(session, membership, request), permission, () => {
        const principal = memberPrincipal(session, membership, request);
        return useCase(deps, authorize(principal, permission), parse(schema, input));
      });
    });
  };
}

/**
 * Runs the work; a refusal for want of rights, or of what the organization demands at entry, leaves an event before it
 * goes on to the client.
 */
export async function auditingDenial<T>(
  deps: Deps,
  principal: MemberPrincipal,
  permission: Permission,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) {
      const { code } = error;
      if (code === 'forbidden') await recordDenial(deps, principal, permission);
      if (isEntryRefusal(code)) await recordDenial(deps, principal, permission, code);
    }
    throw error;
  }
}

function signedOut(): AppError {
  return new AppError('unauthenticated', 'You are signed out. Sign in again to go on.');
}
