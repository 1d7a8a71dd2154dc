import { describe, expect, test } from 'vitest';
import { namedAddress, readColumns, scoreOfHeader } from './read-columns';

describe('namedAddress', () => {
  test.each([
    ['ada@example.com', '', 'ada@example.com'],
    ['  Ada Lovelace <ada@example.com> ', 'Ada Lovelace', 'ada@example.com'],
    ['"Lovelace, Ada" < ada@example.com >', 'Lovelace, Ada', 'ada@example.com'],
    ['<ada@example.com>', '', 'ada@example.com'],
    ['', '', ''],
    ['>', '', '>'],
    ['a <b> <ada@example.com>', '', 'a <b> <ada@example.com>'],
    ['a "b" c <ada@example.com>', '', 'a "b" c <ada@example.com>'],
    ['ada@example.com> <', '', 'ada@example.com> <'],
  ])('reads %j', (cell, name, email) => {
    expect(namedAddress(cell)).toEqual({ name, email });
  });

  // An Admin of any organization uploads; whoever else uses the process must not wait for it.
  test.each([
    ['before', `${' '.repeat(20_000)}a`],
    ['inside', `a${' '.repeat(20_000)}a`],
    ['before an address in brackets', `a${' '.repeat(20_000)}<a`],
  ])('takes no longer over thousands of blanks %s', (_, cell) => {
    const began = performance.now();
    expect(namedAddress(cell).name).toBe('');
    scoreOfHeader([cell]);
    readColumns([cell, 'b']);
    expect(performance.now() - began).toBeLessThan(100);
  });
});
