import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileIpRanges, parseIpAddress } from './ip-address';

function admits(ranges: string[], text: string): boolean {
  const address = parseIpAddress(text);
  return address !== null && compileIpRanges(ranges)(address);
}

/** An IPv4 or IPv6 number as text, written without the library under test. */
const v4Text = (n: bigint) => [24n, 16n, 8n, 0n].map((shift) => (n >> shift) & 255n).join('.');
const v6Text = (n: bigint) =>
  [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n]
    .map((shift) => ((n >> shift) & 0xffffn).toString(16))
    .join(':');
const inRange = (bits: bigint, network: bigint, address: bigint, prefix: bigint) =>
  network >> (bits - prefix) === address >> (bits - prefix);

const v4 = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n });
/** Outside ::ffff:0:0/96, which stands for IPv4. */
const v6 = fc.bigInt({ min: 2n ** 64n, max: 2n ** 128n - 1n });
/** A base, an address that shares a random number of leading bits with it, and a prefix. */
const nearby = (numbers: fc.Arbitrary<bigint>, bits: number) =>
  fc
    .tuple(numbers, numbers, fc.integer({ min: 0, max: bits }), fc.integer({ min: 0, max: bits }))
    .map(([base, other, shared, prefix]) => {
      const low = (1n << BigInt(bits - shared)) - 1n;
      return { base, address: (base & ~low) | (other & low), prefix: BigInt(prefix) };
    });

describe('IP ranges', () => {
  it('hold exactly the IPv4 addresses that share their leading bits, host bits ignored, /0 all', () => {
    fc.assert(
      fc.property(
        nearby(v4, 32),
        ({ base, address, prefix }) =>
          admits([`${v4Text(base)}/${prefix}`], v4Text(address)) ===
          inRange(32n, base, address, prefix),
      ),
      { numRuns: 1000 },
    );
  });

  it('hold exactly the IPv6 addresses that share their leading bits', () => {
    fc.assert(
      fc.property(nearby(v6, 128), ({ base, address, prefix }) => {
        fc.pre(address >= 2n ** 64n);
        return (
          admits([`${v6Text(base)}/${prefix}`], v6Text(address)) ===
          inRange(128n, base, address, prefix)
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('treat an IPv4 address mapped into IPv6 as the IPv4 address, in the call and in the range', () => {
    fc.assert(
      fc.property(nearby(v4, 32), ({ base, address, prefix }) => {
        const expected = inRange(32n, base, address, prefix);
        const range = `${v4Text(base)}/${prefix}`;
        const mappedRange = `::ffff:${v4Text(base)}/${prefix + 96n}`;
        return (
          admits([range], `::ffff:${v4Text(address)}`) === expected &&
          admits([mappedRange], v4Text(address)) === expected
        );
      }),
    );
  });

  it('admit what any of several ranges holds', () => {
    const ranges = ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32', '192.0.2.7'];
    for (const inside of ['10.200.0.1', '10.1.2.3', '2001:db8:ffff::1', '192.0.2.7']) {
      expect(admits(ranges, inside)).toBe(true);
    }
    for (const outside of ['11.0.0.1', '2001:db9::1', '192.0.2.8', '::1']) {
      expect(admits(ranges, outside)).toBe(false);
    }
  });

  it('of one family never hold the other', () => {
    expect(admits(['0.0.0.0/0'], '2001:db8::1')).toBe(false);
    expect(admits(['::/0'], '192.0.2.1')).toBe(false);
    expect(admits(['::/0'], '2001:db8::1')).toBe(true);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '010.0.0.0/8',
    'any',
    '',
    '/0',
  ])('that cannot be read hold nothing: %j', (range) => {
    expect(admits([range], '10.0.0.0')).toBe(false);
  });
});

describe('an address', () => {
  it.each([
    '0177.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '127.0.0.1:80',
    '[::1]',
    'fe80::1%eth0',
    ' 127.0.0.1',
    '127.0.0.1\n',
    '①②⑦.0.0.1',
    '1'.repeat(10_000),
  ])('in an unusual form is none: %j', (text) => {
    expect(parseIpAddress(text)).toBeNull();
  });
});
