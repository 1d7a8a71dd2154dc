import { describe, expect, test } from 'vitest';
import { formatSort, listHref, parseSort } from './list-url';

describe('the address of a list', () => {
  test('keeps the other parameters and goes back to the first page', () => {
    const current = { q: 'prod', status: ['active', 'disabled'], cursor: 'abc' };
    expect(listHref('/keys', current, { sort: '-name' })).toBe(
      '/keys?q=prod&status=active&status=disabled&sort=-name',
    );
  });

  test('moves on with a cursor and keeps everything else', () => {
    expect(listHref('/keys', { q: 'a b' }, { cursor: 'next' })).toBe('/keys?q=a+b&cursor=next');
  });

  test('drops what is cleared, and the question mark with the last one', () => {
    expect(listHref('/keys', { q: 'x' }, { q: null })).toBe('/keys');
  });

  test('escapes what was typed', () => {
    expect(listHref('/keys', {}, { q: 'a&b=c#d' })).toBe('/keys?q=a%26b%3Dc%23d');
  });
});

describe('the sort parameter', () => {
  const fallback = { key: 'created', direction: 'desc' } as const;

  test.each([
    ['name', { key: 'name', direction: 'asc' }],
    ['-name', { key: 'name', direction: 'desc' }],
    ['password', fallback],
    [undefined, fallback],
    [['name', 'x'], fallback],
  ])('reads %j, and falls back on anything else', (value, expected) => {
    expect(parseSort(value, ['name', 'created'], fallback)).toEqual(expected);
  });

  test('is written as it is read', () => {
    const sort = { key: 'name', direction: 'desc' } as const;
    expect(parseSort(formatSort(sort), ['name'], fallback)).toEqual(sort);
  });
});
