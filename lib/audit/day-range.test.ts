import { describe, expect, test } from 'vitest';
import { edgeOfDay } from './day-range';

const edges = (day: string, zone: string) =>
  (['start', 'end'] as const).map((edge) => edgeOfDay(day, edge, zone)?.toISOString());

describe('a day in the reader’s zone', () => {
  test.each([
    ['2026-11-21', 'UTC', '2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    ['2026-11-21', 'Asia/Tokyo', '2026-11-20T15:00:00.000Z', '2026-11-21T15:00:00.000Z'],
    // 23 and 25 hours long.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['2026-12-31', 'UTC', '2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ])('%s in %s', (day, zone, start, end) => {
    expect(edges(day, zone)).toEqual([start, end]);
  });

  test.each([
    undefined,
    '',
    'yesterday',
    '2026-11-21T10:00:00Z',
    '26-11-21',
    '0000-01-01',
    '9999-12-31',
  ])('%j is none', (text) => {
    expect(edgeOfDay(text, 'start', 'UTC')).toBeUndefined();
  });
});
