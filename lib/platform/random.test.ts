import { expect, test } from 'vitest';
import { randomToken, systemRandom } from './random';

test('of whatever length, nothing is drawn twice', () => {
  const drawn = Array.from({ length: 5_000 }, (_, index) => systemRandom.bytes(16 + (index % 40)));
  expect(new Set(drawn.map((bytes) => bytes.toString('hex'))).size).toBe(drawn.length);
  expect(drawn.map(({ length }) => length)).toEqual(drawn.map((_, index) => 16 + (index % 40)));
  expect(systemRandom.bytes(0)).toHaveLength(0);
  expect(systemRandom.bytes(100_000)).toHaveLength(100_000);
});

test('what was drawn stays as it is, and shares its memory with nothing', () => {
  const first = systemRandom.bytes(32);
  const hex = first.toString('hex');
  for (let draw = 0; draw < 1_000; draw += 1) systemRandom.bytes(32);
  expect(first.toString('hex')).toBe(hex);
  expect(first.buffer.byteLength).toBe(32);
});

test('every bit of the bytes is set about as often as not', () => {
  const draws = 4_000;
  const counts = Array.from({ length: 16 * 8 }, () => 0);
  for (let draw = 0; draw < draws; draw += 1) {
    for (const [index, byte] of systemRandom.bytes(16).entries()) {
      for (let bit = 0; bit < 8; bit += 1) counts[index * 8 + bit]! += (byte >> bit) & 1;
    }
  }
  // Seven standard deviations of a fair coin: by chance, once in some billions of runs.
  const most = 7 * Math.sqrt(draws / 4);
  for (const count of counts) expect(Math.abs(count - draws / 2)).toBeLessThan(most);
});

test('a token is 32 bytes as base64url', () => {
  expect(randomToken(systemRandom)).toMatch(/^[\w-]{43}$/);
});
