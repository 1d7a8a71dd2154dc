import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileIpRanges, parseIpAddress } from '@/lib/platform/ip-address';
import { parseIpRange } from './ip-range';

const rangeOf = (text: string) => {
  const parsed = parseIpRange(text);
  return parsed.ok ? parsed.range : parsed.problem;
};

describe('parseIpRange', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7/32'],
    [' 203.0.113.0/24 ', '203.0.113.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:0DB8:0:0::/32', '2001:db8::/32'],
    ['::1', '::1/128'],
    ['::/0', '::/0'],
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
    ['::ffff:203.0.113.0/120', '203.0.113.0/24'],
  ])('reads %j as %j', (text, range) => {
    expect(rangeOf(text)).toBe(range);
  });

  test.each([
    ['10.0.0.5/8', 'Did you mean 10.0.0.0/8, or 10.0.0.5 alone?'],
    ['2001:db8::1/32', 'Did you mean 2001:db8::/32, or 2001:db8::1 alone?'],
  ])('says what %j could have meant', (text, hint) => {
    expect(rangeOf(text)).toContain(hint);
  });

  test.each([
    '',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '::/129',
    '::ffff:1.2.3.4/64',
    '010.0.0.1',
    '10.1',
    '0x0a000001',
    '167772161',
    'fe80::1%eth0',
    '10.0.0.1:80',
    '[::1]',
    'localhost',
    '*',
    '256.0.0.1',
    '１０.0.0.1',
    '10.0.0.0/８',
  ])('refuses %j', (text) => {
    expect(parseIpRange(text).ok).toBe(false);
  });

  test('what is kept of a range admits its addresses, as the data plane reads it', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        fc.tuple(byte, byte, byte, byte),
        fc.integer({ min: 0, max: 32 }),
        (parts, bits) => {
          const value = parts.reduce((sum, part) => sum * 256 + part, 0);
          const size = 2 ** (32 - bits);
          const start = Math.floor(value / size) * size;
          const text = (n: number) =>
            [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
          const range = rangeOf(`${text(start)}/${bits}`);
          expect(range).toBe(`${text(start)}/${bits}`);
          const admits = compileIpRanges([range]);
          expect(admits(parseIpAddress(text(value))!)).toBe(true);
          expect(admits(parseIpAddress(text(start + size - 1))!)).toBe(true);
          if (start + size < 2 ** 32)
            expect(admits(parseIpAddress(text(start + size))!)).toBe(false);
        },
      ),
    );
  });
});
