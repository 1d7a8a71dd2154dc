import type { Exchange } from '@/lib/platform/http-exchange';
import type { Notices } from './notices';

/**
 * Pages are served under the host of APP_URL alone: cookies, the check of an action's origin and the links in mails
 * all depend on it. `localhost` and `127.0.0.1` are two hosts, to a browser too.
 */
export function createHostCheck(appUrl: string, notices: Notices): (exchange: Exchange) => boolean {
  const { host } = new URL(appUrl);
  return (exchange) => {
    const asked = exchange.request.headers.host?.toLowerCase() ?? '';
    if (asked === host) return true;
    notices(exchange, {
      status: 421,
      code: 'misdirected-request',
      title: 'This is not the address of Gatehouse',
      detail: `You asked for ${asked.slice(0, 255) || 'no host'}. Gatehouse is served at ${appUrl}, and signing in works only there.`,
      link: { href: appUrl, text: `Go to ${appUrl}` },
    });
    return false;
  };
}
