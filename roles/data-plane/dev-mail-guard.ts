import { isLoopbackPeer } from '@/lib/platform/client-address';
import type { Exchange } from '@/lib/platform/http-exchange';
import { isDevMailPath } from './paths';
import { wasForwarded } from './request-headers';

const loopbackHost = /^(?:localhost|[a-z0-9-]+\.localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Kept mails hold links that sign in. They are shown to this machine alone: a loopback socket, a loopback `Host` (a
 * page elsewhere could otherwise be led here by DNS rebinding), and no proxy in between; and not at all where mail
 * leaves by SMTP.
 */
export function mayPassDevMailGuard({ request }: Exchange, mailIsKept: boolean): boolean {
  if (!isDevMailPath(request.url ?? '')) return true;
  return (
    mailIsKept &&
    isLoopbackPeer(request.socket.remoteAddress) &&
    loopbackHost.test(request.headers.host ?? '') &&
    !wasForwarded(request.headers)
  );
}
