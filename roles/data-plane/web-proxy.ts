import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { createProxyServer } from 'http-proxy-3';
import type { Exchange } from '@/lib/platform/http-exchange';
import type { Logger } from '@/lib/platform/log';
import type { Notices } from './notices';

/** Next itself takes at most 10 MB, and would cut a longer body without a word. */
const maxBodyBytes = 11 * 1_048_576;

/** What is read of a body after it was refused, and for how long, before the connection is cut. */
const drainBytes = 4 * maxBodyBytes;
const drainMilliseconds = 15_000;

/**
 * Reads on while a client still sends what was refused. A connection that is closed with bytes unread is reset (RFC 9112
 * §9.6), and the client, busy writing, never gets to see the answer.
 */
function drain(request: IncomingMessage): void {
  let left = drainBytes;
  const timer = setTimeout(() => request.socket.destroy(), drainMilliseconds);
  request.once('close', () => {
    clearTimeout(timer);
  });
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.socket.destroy();
  });
}

type WebProxyParts = { socketPath: string; notices: Notices; log: Logger };

/** Hands requests to Next over its Unix socket, streaming both ways. The headers were made ready before. */
export function createWebProxy({ socketPath, notices, log }: WebProxyParts) {
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 64 });
  const proxy = createProxyServer({
    target: { socketPath, host: 'localhost', port: 80 },
    agent,
    // The request target goes on byte for byte: parsed and written anew it could name another path.
    toProxy: true,
    prependPath: false,
  });
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  const upstreams = new WeakMap<IncomingMessage, http.ClientRequest>();

  proxy.on('proxyReq', (upstream, request) => void upstreams.set(request, upstream));
  // The pipe between the two answers passes on the end of Next's, and not that it was broken off.
  proxy.on('proxyRes', (answer, _request, response) => {
    answer.once('close', () => {
      if (!answer.complete) response.destroy();
    });
  });
  proxy.on('error', (error, request, response) => {
    const exchange = exchanges.get(request);
    if (response instanceof Socket || exchange === undefined) {
      response.destroy();
      return;
    }
    log.warn({ err: error, requestId: exchange.requestId }, 'the web role did not answer');
    if (exchange.response.headersSent) exchange.response.destroy();
    else unavailable(exchange);
  });

  function unavailable(exchange: Exchange): void {
    notices(exchange, {
      status: 503,
      code: 'unavailable',
      title: 'Gatehouse is starting',
      detail:
        'The console is not ready yet. Try again in a few seconds; calls with keys are answered meanwhile.',
      headers: ['Retry-After', '2', 'Connection', 'close'],
    });
  }

  function tooLarge(exchange: Exchange): void {
    notices(exchange, {
      status: 413,
      code: 'payload-too-large',
      title: 'That is too much at once',
      detail: `A request may have at most ${maxBodyBytes} bytes.`,
    });
    drain(exchange.request);
  }

  function lengthRequired(exchange: Exchange): void {
    notices(exchange, {
      status: 411,
      code: 'length-required',
      title: 'The length is missing',
      detail: 'Send this method with a Content-Length, or without a body.',
      headers: ['Connection', 'close'],
    });
  }

  /** A body without a declared length is counted while it passes. */
  function countBody(exchange: Exchange): void {
    let length = 0;
    exchange.request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBodyBytes || exchange.response.writableEnded) return;
      tooLarge(exchange);
      upstreams.get(exchange.request)?.destroy();
    });
  }

  return {
    forward(exchange: Exchange): void {
      const { request, response } = exchange;
      const declared = request.headers['content-length'];
      if (declared !== undefined && Number(declared) > maxBodyBytes) {
        tooLarge(exchange);
        return;
      }
      if (isCutByProxy(request)) {
        lengthRequired(exchange);
        return;
      }
      exchanges.set(request, exchange);
      if (request.headers['transfer-encoding'] !== undefined) countBody(exchange);
      proxy.web(request, response);
    },
    upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
      proxy.ws(request, socket, head);
    },
    close: () => agent.destroy(),
  };
}

/**
 * http-proxy declares the length 0 for these methods where none was declared (`deleteLength`), and sends their body all
 * the same: Next would read it as the next request on the connection, past every check of the data plane.
 */
function isCutByProxy({ method, headers }: IncomingMessage): boolean {
  return (
    (method === 'DELETE' || method === 'OPTIONS') && headers['transfer-encoding'] !== undefined
  );
}

export type WebProxy = ReturnType<typeof createWebProxy>;
