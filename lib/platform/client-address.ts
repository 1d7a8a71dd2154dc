import { compileIpRanges, parseIpAddress } from './ip-address';

/**
 * The client's address: that of the socket, or, where the socket belongs to a proxy we trust, the first one from the
 * right of `X-Forwarded-For` that we do not. Only what a trusted proxy wrote is believed: whatever a client put there
 * itself stands further left. Null where a trusted proxy sent something unreadable: whoever needs an address refuses.
 *
 * @param forwardedFor the header as it arrived, several joined by commas (RFC 9110 §5.3)
 */
export type ResolveClientAddress = (
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
) => string | null;

/** Longer than any honest chain of proxies, and what is read of a longer one from the right. */
const maxHops = 32;

/** @param trustedProxies CIDR ranges; none: no forwarded header is believed. */
export function createAddressResolver(trustedProxies: readonly string[]): ResolveClientAddress {
  const isTrusted = compileIpRanges(trustedProxies);
  return (socketAddress, forwardedFor) => {
    // A link-local peer's address comes with its zone, which is this machine's own matter.
    const peer = parseIpAddress(socketAddress?.replace(/%.*$/, '') ?? '');
    if (peer === null) return null;
    if (forwardedFor === undefined || !isTrusted(peer)) return peer.toString();
    const hops = forwardedFor.split(',').slice(-maxHops).reverse();
    let nearest = peer.toString();
    for (const hop of hops) {
      const address = parseIpAddress(hop.trim());
      if (address === null) return null;
      nearest = address.toString();
      if (!isTrusted(address)) return nearest;
    }
    return nearest;
  };
}

/** Whether a socket's other end lies in one of some ranges. */
export function createPeerCheck(
  ranges: readonly string[],
): (socketAddress: string | undefined) => boolean {
  const isInside = compileIpRanges(ranges);
  return (socketAddress) => {
    const address = parseIpAddress(socketAddress ?? '');
    return address !== null && isInside(address);
  };
}

/** Whether a socket's other end is this machine itself. */
export const isLoopbackPeer = createPeerCheck(['127.0.0.0/8', '::1']);
