import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAddressResolver } from '@/lib/platform/client-address';
import type { Exchange } from '@/lib/platform/http-exchange';
import { newRequestId } from '@/lib/platform/request-id';
import { mayPassDevMailGuard } from './dev-mail-guard';
import { createHostCheck } from './host-check';
import type { Notices } from './notices';
import { headersForNext } from './request-headers';
import { refuseRaw } from './server';
import type { WebProxy } from './web-proxy';

type PagesParts = {
  appUrl: string;
  mailIsKept: boolean;
  /** Null where this process serves the API alone. */
  proxy: WebProxy | null;
  notices: Notices;
};

/** Everything that Next answers, once it is clear that the request may reach it. */
export function createPages({ appUrl, mailIsKept, proxy, notices }: PagesParts) {
  const { host, protocol } = new URL(appUrl);
  const origin = { host, protocol: protocol.slice(0, -1) };
  const hasOurHost = createHostCheck(appUrl, notices);

  function notFound(exchange: Exchange): void {
    notices(exchange, {
      status: 404,
      code: 'not-found',
      title: 'We could not find that page',
      detail: 'The address may be mistyped, or the page may be gone.',
      link: { href: appUrl, text: 'Go to the console' },
    });
  }

  return (exchange: Exchange): void => {
    if (proxy === null) {
      notFound(exchange);
      return;
    }
    if (!hasOurHost(exchange)) return;
    if (!mayPassDevMailGuard(exchange, mailIsKept)) {
      notFound(exchange);
      return;
    }
    const { request, response, requestId, clientIp } = exchange;
    request.headers = headersForNext(request.headers, { clientIp, requestId, origin });
    response.setHeader('X-Request-Id', requestId);
    proxy.forward(exchange);
  };
}

type UpgradeParts = {
  appUrl: string;
  trustedProxies: readonly string[];
  proxy: WebProxy;
  headers: Record<string, string>;
};

/** WebSockets, which only the development server of Next uses. */
export function createUpgrade({ appUrl, trustedProxies, proxy, headers }: UpgradeParts) {
  const { host, protocol } = new URL(appUrl);
  const origin = { host, protocol: protocol.slice(0, -1) };
  const resolve = createAddressResolver(trustedProxies);
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (!(socket instanceof Socket)) {
      socket.destroy();
    } else if (!request.url?.startsWith('/') || request.method !== 'GET') {
      refuseRaw(socket, headers, '400 Bad Request');
    } else if (request.headers.host?.toLowerCase() !== host) {
      refuseRaw(socket, headers, '421 Misdirected Request');
    } else {
      const clientIp = resolve(socket.remoteAddress, undefined);
      request.headers = {
        ...headersForNext(request.headers, { clientIp, requestId: newRequestId(), origin }),
        connection: 'upgrade',
        upgrade: 'websocket',
      };
      proxy.upgrade(request, socket, head);
    }
  };
}
