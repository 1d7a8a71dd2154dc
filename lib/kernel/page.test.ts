import { describe, expect, it } from 'vitest';
import { decodeCursor, decodeTimeCursor, encodeCursor, pageOf, type Cursor } from './page';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const rows = Array.from({ length: 7 }, (_, n) => ({ value: String(n), id: id(n) }));
const read = (limit: number, cursor: Cursor | null) => {
  const ordered = cursor?.toward === 'previous' ? [...rows].reverse() : rows;
  const from = cursor === null ? 0 : ordered.findIndex((row) => row.id === cursor.id) + 1;
  return pageOf(ordered.slice(from, from + limit + 1), { sort: 's', limit, cursor }, (row) => row);
};
const values = (page: { items: { value: string }[] }) =>
  page.items.map((row) => row.value).join('');

describe('pageOf', () => {
  it('walks to the end and back over the same pages', () => {
    const first = read(3, null);
    expect([values(first), first.previousCursor]).toEqual(['012', null]);
    const second = read(3, decodeCursor('s', first.nextCursor!));
    const third = read(3, decodeCursor('s', second.nextCursor!));
    expect([values(second), values(third), third.nextCursor]).toEqual(['345', '6', null]);
    const back = read(3, decodeCursor('s', third.previousCursor!));
    expect(values(back)).toBe('345');
    const start = read(3, decodeCursor('s', back.previousCursor!));
    expect([values(start), start.previousCursor]).toEqual(['012', null]);
  });
});

describe('decodeCursor', () => {
  const cursor: Cursor = { toward: 'next', value: 'x', id: id(1) };
  it('reads what encodeCursor wrote, for the same order of the list only', () => {
    const text = encodeCursor('name', cursor);
    expect(decodeCursor('name', text)).toEqual(cursor);
    expect(decodeCursor('created', text)).toBeNull();
  });

  it.each([
    '',
    'x',
    'bnVsbA',
    Buffer.from('{"__proto__":1}').toString('base64url'),
    Buffer.from(JSON.stringify(['name', 'next', 'a\0', id(1)])).toString('base64url'),
    Buffer.from(JSON.stringify(['name', 'next', 'a', "1' or '1"])).toString('base64url'),
    Buffer.from(JSON.stringify(['name', 'next', ['a'], id(1)])).toString('base64url'),
    'a'.repeat(2_000),
  ])('refuses %j', (text) => {
    expect(decodeCursor('name', text)).toBeNull();
  });

  it('takes nothing but an instant where the list is sorted by time', () => {
    expect(decodeTimeCursor('s', encodeCursor('s', cursor))).toBeNull();
    const at = { ...cursor, value: '2026-01-01T00:00:00.000Z' };
    expect(decodeTimeCursor('s', encodeCursor('s', at))).toEqual(at);
    for (const value of ['2026-02-30T00:00:00.000Z', '0000-01-01T00:00:00.000Z', '2026-01-01']) {
      expect(decodeTimeCursor('s', encodeCursor('s', { ...cursor, value }))).toBeNull();
    }
  });
});
