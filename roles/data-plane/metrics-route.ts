import type { IncomingMessage } from 'node:http';
import { isLoopbackPeer } from '@/lib/platform/client-address';
import type { Answers } from '@/lib/platform/http-answers';
import type { Exchange } from '@/lib/platform/http-exchange';
import type { Metrics } from '@/lib/platform/metrics';
import { wasForwarded } from './request-headers';

type MetricsRouteParts = {
  metrics: Metrics;
  answers: Answers;
  isGateway: (request: IncomingMessage) => boolean;
};

/**
 * `GET /metrics`: for a scraper on this machine, or for whoever sends a gateway token. A request that some proxy passed
 * on comes from elsewhere, whatever its socket says.
 */
export function createMetricsRoute({ metrics, answers, isGateway }: MetricsRouteParts) {
  return (exchange: Exchange): void => {
    const { request } = exchange;
    const isLocal = isLoopbackPeer(request.socket.remoteAddress) && !wasForwarded(request.headers);
    if (!isLocal && !isGateway(request)) {
      answers.problem(exchange, {
        status: 401,
        code: 'unauthenticated',
        detail: 'Ask from the machine itself, or send a gateway token as "Authorization: Bearer".',
        headers: ['WWW-Authenticate', 'Bearer'],
      });
      return;
    }
    metrics.text().then(
      (text) => answers.text(exchange, 200, metrics.contentType, text),
      () => answers.problem(exchange, { status: 500, code: 'internal', detail: 'No metrics.' }),
    );
  };
}
