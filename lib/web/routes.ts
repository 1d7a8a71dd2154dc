import type * as z from 'zod';
import { authorize, authorizePerson, type Grant, type PersonGrant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { AppError, notFound, statusOf } from '@/lib/kernel/errors';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { fieldErrorsOf, publicError } from './action-errors';
import { auditingDenial } from './actions';
import { webDeps } from './deps';
import { requestContext } from './request-context';
import { requireOwnPage } from './same-origin';
import { currentSession, memberPrincipal, personPrincipal, principalFacts } from './session';

type OrgRouteContext = { params: Promise<{ orgSlug: string }> };

/**
 * A GET route inside an organization, such as a download: `export const GET = orgRoute('audit-log.export', schema, …)`.
 * The query string is the input. Nothing of the answer is kept by a cache.
 */
export function orgRoute<P extends Permission, S extends z.ZodType>(
  permission: P,
  schema: S,
  handler: (deps: Deps, grant: Grant<P>, input: z.output<S>) => Response | Promise<Response>,
) {
  return (request: Request, { params }: OrgRouteContext): Promise<Response> =>
    answer(request, async (deps, context) => {
      const session = await currentSession((await params).orgSlug);
      if (session === null) throw signedOut();
      if (session.membership === null) throw notFound('organization');
      const { membership } = session;
      return auditingDenial(deps, principalFacts(session, membership, context), permission, () => {
        const principal = memberPrincipal(session, membership, context);
        return handler(deps, authorize(principal, permission), parseQuery(schema, request));
      });
    });
}

/** The same for what is the person's own. */
export function accountRoute<S extends z.ZodType>(
  schema: S,
  handler: (deps: Deps, grant: PersonGrant, input: z.output<S>) => Response | Promise<Response>,
) {
  return (request: Request): Promise<Response> =>
    answer(request, async (deps, context) => {
      const session = await currentSession();
      if (session === null) throw signedOut();
      const grant = authorizePerson(personPrincipal(session, context));
      return handler(deps, grant, parseQuery(schema, request));
    });
}

async function answer(
  request: Request,
  work: (deps: Deps, context: RequestContext) => Promise<Response>,
): Promise<Response> {
  const deps = webDeps();
  const context = await requestContext();
  try {
    requireOwnPage(request, deps.config.appUrl);
    const response = await work(deps, context);
    response.headers.set('Cache-Control', 'no-store');
    return response;
  } catch (error) {
    return problem(deps, context, error);
  }
}

function signedOut(): AppError {
  return new AppError('unauthenticated', 'You are signed out. Sign in again to go on.');
}

function parseQuery<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  const result = schema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (result.success) return result.data;
  throw new AppError('invalid-input', 'The address holds a filter that is not known.', {
    fieldErrors: fieldErrorsOf(result.error),
  });
}

/** RFC 9457. */
function problem(deps: Deps, { requestId }: RequestContext, error: unknown): Response {
  const { code, publicMessage, fieldErrors, retryAfterSeconds, cause } = publicError(error);
  if (code === 'internal' || code === 'unavailable') {
    deps.log.error({ requestId, err: cause ?? error }, 'a route failed');
  }
  const errors = Object.entries(fieldErrors).flatMap(([field, messages]) =>
    messages.map((detail) => ({ detail, pointer: `#/${field.replaceAll('.', '/')}` })),
  );
  return Response.json(
    {
      title: publicMessage,
      status: statusOf(code),
      code,
      request_id: requestId,
      ...(errors.length > 0 && { errors }),
    },
    {
      status: statusOf(code),
      headers: {
        'Content-Type': 'application/problem+json',
        'Cache-Control': 'no-store',
        ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      },
    },
  );
}
