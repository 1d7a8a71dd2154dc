import { statusOf, AppError, notFound } from '@/lib/kernel/errors';
import type { ActionState } from '@/lib/kernel/action-state';
import { authorize, type Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import type { Deps } from '@/lib/platform/deps';
import { failedState } from './action-errors';
import { auditingDenial } from './actions';
import { webDeps } from './deps';
import { readBytes } from './read-bytes';
import { requestContext } from './request-context';
import { requireSameOrigin } from './same-origin';
import { currentSession, memberPrincipal, principalFacts } from './session';

type OrgRouteContext = { params: Promise<{ orgSlug: string }> };
type Answer<T> = Exclude<ActionState<T>, { status: 'idle' }>;

type UploadBounds = {
  /** Of the whole form, with all its fields. */
  maxBytes: number;
  tooLarge: () => AppError;
};

/**
 * A POST route inside an organization that takes a form with a file, and answers as an action does. Under /api, since
 * bodies that pass proxy.ts can be cut. Whoever may not send anything is refused before anything is read.
 */
export function orgUpload<P extends Permission, T>(
  permission: P,
  bounds: UploadBounds,
  useCase: (deps: Deps, grant: Grant<P>, form: FormData) => Promise<T>,
) {
  return async (request: Request, { params }: OrgRouteContext): Promise<Response> => {
    const deps = webDeps();
    const context = await requestContext();
    try {
      requireSameOrigin(request.headers, deps.config.appUrl);
      const session = await currentSession((await params).orgSlug);
      if (session === null) throw signedOut();
      if (session.membership === null) throw notFound('organization');
      const { membership } = session;
      const facts = principalFacts(session, membership, context);
      const data = await auditingDenial(deps, facts, permission, async () => {
        const grant = authorize(memberPrincipal(session, membership, context), permission);
        return useCase(deps, grant, await readForm(request, bounds));
      });
      return answer({ status: 'ok', data });
    } catch (error) {
      return answer(failedState(error, context.requestId, deps.log));
    }
  };
}

function answer<T>(state: Answer<T>): Response {
  const wait = state.status === 'error' ? state.retryAfterSeconds : undefined;
  return Response.json(state, {
    status: state.status === 'ok' ? 200 : statusOf(state.code),
    headers: {
      'Cache-Control': 'no-store',
      ...(wait !== undefined && { 'Retry-After': String(wait) }),
    },
  });
}

/** @throws AppError `unsupported-media-type`, `payload-too-large`, `bad-request`. */
async function readForm(request: Request, bounds: UploadBounds): Promise<FormData> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new AppError('unsupported-media-type', 'A file is sent as a form (multipart/form-data).');
  }
  const body = await readBytes(request, bounds.maxBytes, bounds.tooLarge);
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch (error) {
    throw new AppError('bad-request', 'This form did not arrive whole. Send it again.', {
      cause: error,
    });
  }
}

const signedOut = () =>
  new AppError('unauthenticated', 'You are signed out. Sign in again to go on.');
