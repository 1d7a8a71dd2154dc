import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** Whether an address lies in one of some ranges. */
export type IpMatcher = (address: IpAddress) => boolean;

/**
 * Reads an address in its usual form alone: no octal or shortened IPv4 (`0177.1`), no zone (`fe80::1%eth0`), no port.
 * An IPv4 address mapped into IPv6 (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) is the IPv4 address.
 */
export function parseIpAddress(text: string): IpAddress | null {
  if (isIP(text) === 0 || text.includes('%')) return null;
  return ipaddr.process(text);
}

/**
 * Compiles CIDR ranges (RFC 4632, RFC 4291 §2.3) and single addresses. Bits of the host are ignored. A text that
 * cannot be read matches nothing, so that a list which holds one still refuses.
 */
export function compileIpRanges(ranges: readonly string[]): IpMatcher {
  const matchers = ranges.map(compileRange).filter((matcher) => matcher !== null);
  return (address) => matchers.some((matches) => matches(address));
}

function compileRange(text: string): IpMatcher | null {
  const range = parseRange(text);
  if (range === null) return null;
  const { base, prefixLength } = range;
  if (base instanceof ipaddr.IPv4) {
    const mask = prefixLength === 0 ? 0 : -1 << (32 - prefixLength);
    const network = toInteger(base) & mask;
    return (address) => address instanceof ipaddr.IPv4 && (toInteger(address) & mask) === network;
  }
  return (address) => address instanceof ipaddr.IPv6 && address.match(base, prefixLength);
}

function parseRange(text: string): { base: IpAddress; prefixLength: number } | null {
  const [addressText = '', prefixText, ...rest] = text.split('/');
  if (rest.length > 0 || isIP(addressText) === 0 || addressText.includes('%')) return null;
  const written = ipaddr.parse(addressText);
  const bits = written.kind() === 'ipv4' ? 32 : 128;
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText)) return null;
  const prefixLength = prefixText === undefined ? bits : Number(prefixText);
  if (prefixLength > bits) return null;
  if (written instanceof ipaddr.IPv6 && written.isIPv4MappedAddress() && prefixLength >= 96) {
    return { base: written.toIPv4Address(), prefixLength: prefixLength - 96 };
  }
  return { base: written, prefixLength };
}

function toInteger({ octets: [a = 0, b = 0, c = 0, d = 0] }: ipaddr.IPv4): number {
  return (a << 24) | (b << 16) | (c << 8) | d;
}
