import type { Exchange } from '@/lib/platform/http-exchange';
import type { Logger } from '@/lib/platform/log';
import { loggedPath } from './paths';

/** What comes by the ten thousand and is counted in the metrics instead, and what machines ask every few seconds. */
const forDebugging = new Set(['/v1/keys/verify', '/healthz', '/readyz', '/metrics']);

/** The parts of a page come by the dozen with each, and say no more than it did. */
const isForDebugging = (url: string) => forDebugging.has(url) || url.startsWith('/_next/static/');

/** One line for each request, when its answer is done or its client has gone. Bodies, queries and headers are not in it. */
export function createAccessLog(log: Logger): (exchange: Exchange) => void {
  const debugging = log.isLevelEnabled('debug');
  return ({ request, response, requestId }) => {
    const isFrequent = isForDebugging(request.url ?? '');
    if (isFrequent && !debugging) return;
    const since = performance.now();
    response.once('close', () => {
      const line = {
        requestId,
        method: request.method,
        path: loggedPath(request.url ?? ''),
        status: response.statusCode,
        milliseconds: Math.round((performance.now() - since) * 10) / 10,
        ...(response.writableFinished ? {} : { aborted: true }),
      };
      if (isFrequent) log.debug(line, 'request');
      else log.info(line, 'request');
    });
  };
}
