import ipaddr from 'ipaddr.js';

/**
 * The network whose attempts are counted together: an IPv4 address, or the /64 of an IPv6 address, all of which one
 * customer line holds. Whoever's address is unknown shares one count, so that hiding it gains nothing.
 */
export function networkOf(ip: string | null): string {
  if (ip === null || !ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  const prefix = (address as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16));
  return `${prefix.join(':')}::/64`;
}
