import type { Instrumentation } from 'next';
import { requestIdHeader } from '@/lib/web/internal-headers';

/** A page or route that failed, as a line of the log: with the number that the error page shows, and the request's id. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  // Next builds this file for its edge too, of which nothing runs here, and drops the rest there by this very comparison.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  // Loaded here, since Next reads this file before the environment is known to be whole.
  const { webDeps } = await import('@/lib/web/deps');
  const { digest } = error as { digest?: string };
  const requestId = request.headers[requestIdHeader];
  webDeps().log.error(
    { err: error, digest, requestId, method: request.method, route: context.routePath },
    'a page failed',
  );
};
