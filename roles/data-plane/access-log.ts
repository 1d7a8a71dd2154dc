import type { Exchange } from '@/lib/platform/http-exchange';
import type { Logger } from '@/lib/platform/log';
import { loggedPath } from './paths';

/**
 * One line for each request, when its answer is done or its client has gone. Bodies, queries and headers are not in it.
 * Verifications come by the ten thousand and are counted in the metrics instead: their lines are for debugging.
 */
export function createAccessLog(log: Logger): (exchange: Exchange) => void {
  const debugging = log.isLevelEnabled('debug');
  return ({ request, response, requestId }) => {
    const isVerify = request.url === '/v1/keys/verify';
    if (isVerify && !debugging) return;
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
      if (isVerify) log.debug(line, 'request');
      else log.info(line, 'request');
    });
  };
}
