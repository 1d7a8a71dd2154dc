import type { Answers } from '@/lib/platform/http-answers';
import type { Exchange } from '@/lib/platform/http-exchange';
import type { Notices } from './notices';
import { pathOf } from './paths';

type Route = (exchange: Exchange) => void;

export type RouterParts = {
  /** Routes by their exact path; everything under /v1 that is not among them does not exist. */
  routes: Readonly<Record<string, Route>>;
  /** Whatever is not ours. */
  pages: Route;
  answers: Answers;
  notices: Notices;
};

/** What pages answer; Next would show them for any other method too. */
const pageMethods = ['GET', 'HEAD', 'POST'];
const routeMethods = [...pageMethods, 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const methodsOf = (url: string): string[] => (url.startsWith('/api/') ? routeMethods : pageMethods);

/** Finds who answers. Paths are compared byte for byte: `/V1`, `//v1` and `/v1%2F` are no paths of ours. */
export function createRouter({ routes, pages, answers, notices }: RouterParts): Route {
  const byPath = new Map(Object.entries(routes));
  return (exchange) => {
    const { url = '', method = '' } = exchange.request;
    const route = byPath.get(url) ?? byPath.get(pathOf(url));
    if (route !== undefined) {
      route(exchange);
    } else if (!url.startsWith('/')) {
      // An absolute target (RFC 9112 §3.2.2) is for proxies; Next would be led to fetch it.
      answers.problem(exchange, {
        status: 400,
        code: 'bad-request',
        detail: 'The request target must be a path.',
      });
    } else if (!methodsOf(url).includes(method)) {
      notices(exchange, {
        status: 405,
        code: 'method-not-allowed',
        title: 'This method is not allowed',
        detail: 'Gatehouse does not answer this method.',
        headers: ['Allow', methodsOf(url).join(', ')],
      });
    } else if (url.startsWith('/v1/') || pathOf(url) === '/v1') {
      answers.problem(exchange, {
        status: 404,
        code: 'not-found',
        detail: 'There is no such address in the API.',
      });
    } else {
      pages(exchange);
    }
  };
}
