import ipaddr from 'ipaddr.js';

// Without node:net, since schema.ts is loaded by browsers too; the data plane reads ranges in lib/platform/ip-address.ts.

export type ParsedRange = { ok: true; range: string } | { ok: false; problem: string };

/** The octets of ::ffff:0:0/96, under which IPv6 carries IPv4 addresses (RFC 4291 §2.5.5.2). */
const mappedBits = 96;

/**
 * One IP range in canonical form: `203.0.113.0/24`, `2001:db8::/32`; a single address gets `/32` or `/128`. IPv4 inside
 * IPv6 becomes IPv4. Host bits are refused instead of cleared: `10.0.0.5/8` is more often a slip than a wish.
 */
export function parseIpRange(text: string): ParsedRange {
  const [address = '', bits, ...rest] = text.trim().split('/');
  const wrong = {
    ok: false,
    problem: `"${text.trim().slice(0, 60)}" is not an IP address or a range such as 203.0.113.0/24.`,
  } as const;
  if (rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return wrong;
  const parsed = parseAddress(address);
  if (parsed === null) return wrong;
  const isMapped = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress();
  const ip = isMapped ? parsed.toIPv4Address() : parsed;
  const width = ip.kind() === 'ipv4' ? 32 : 128;
  const length = bits === undefined ? width : Number(bits) - (isMapped ? mappedBits : 0);
  if (length < 0 || length > width) return wrong;
  const network = networkOf(ip, length);
  const range = `${network.toString()}/${length}`;
  if (network.toNormalizedString() !== ip.toNormalizedString()) {
    return {
      ok: false,
      problem: `"${text.trim()}" is an address inside a range. Did you mean ${range}, or ${ip.toString()} alone?`,
    };
  }
  return { ok: true, range };
}

/** Four decimal parts without leading zeros, or IPv6 without a zone: nothing that two programs read in two ways. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) {
    return ipaddr.IPv4.isValid(text) ? ipaddr.IPv4.parse(text) : null;
  }
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return null;
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null;
}

function networkOf(ip: ipaddr.IPv4 | ipaddr.IPv6, length: number): ipaddr.IPv4 | ipaddr.IPv6 {
  const bytes = ip.toByteArray().map((byte, index) => {
    const kept = Math.min(Math.max(length - index * 8, 0), 8);
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return ipaddr.fromByteArray(bytes);
}
