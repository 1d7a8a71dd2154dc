import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from '@/lib/platform/http-exchange';
import type { ResolveClientAddress } from '@/lib/platform/client-address';
import { newRequestId } from '@/lib/platform/request-id';
import { requestIdHeader } from '@/lib/web/internal-headers';
import { incomingRequestId } from './request-headers';

type ExchangeParts = {
  resolveAddress: ResolveClientAddress;
  isTrustedProxy: (socketAddress: string | undefined) => boolean;
};

/** The id is our own, or the one that a trusted proxy gave. The address is found when somebody asks for it. */
export function createExchangeMaker({ resolveAddress, isTrustedProxy }: ExchangeParts) {
  class ServedExchange implements Exchange {
    readonly requestId: string;
    private resolved: string | null | undefined;

    constructor(
      readonly request: IncomingMessage,
      readonly response: ServerResponse,
    ) {
      this.requestId = idFor(request);
    }

    get clientIp(): string | null {
      if (this.resolved === undefined) {
        const { socket, headers } = this.request;
        const forwardedFor = headers['x-forwarded-for'];
        this.resolved = resolveAddress(
          socket.remoteAddress,
          Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor,
        );
      }
      return this.resolved;
    }
  }

  function idFor(request: IncomingMessage): string {
    if (
      request.headers[requestIdHeader] !== undefined &&
      isTrustedProxy(request.socket.remoteAddress)
    ) {
      return incomingRequestId(request.headers) ?? newRequestId();
    }
    return newRequestId();
  }

  return (request: IncomingMessage, response: ServerResponse): Exchange =>
    new ServedExchange(request, response);
}
