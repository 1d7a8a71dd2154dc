import { expect, it } from 'vitest';
import { uuidV7Ids } from './ids';
import { systemRandom } from './random';

const at = (milliseconds: number) => uuidV7Ids({ now: () => new Date(milliseconds) }, systemRandom);

it('makes UUIDs of version 7 whose first 48 bits are the time', () => {
  const id = at(0x0192_3456_789a).next();
  expect(id).toMatch(/^01923456-789a-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('sorts by time and never repeats', () => {
  const ids = Array.from({ length: 1000 }, (_, index) => at(1_800_000_000_000 + index).next());
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(Array.from({ length: 1000 }, () => at(0).next())).size).toBe(1000);
});

it('ascends within a millisecond, past a full counter, and when the clock is set back', () => {
  let now = 1_800_000_000_000;
  const ids = uuidV7Ids({ now: () => new Date(now) }, systemRandom);
  const made = Array.from({ length: 10_000 }, () => ids.next());
  now -= 60_000;
  made.push(ids.next());
  now += 120_000;
  made.push(ids.next());
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
  expect(made.every((id) => /^[0-9a-f-]{14}7[0-9a-f]{3}-[89ab]/.test(id))).toBe(true);
});
