import { expect, it } from 'vitest';
import { inputOf } from './action-input';

function form(fields: [string, string][]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

it('reads fields, and names that end in [] as lists, without what Next adds', () => {
  const data = form([
    ['name', 'CI'],
    ['scopes[]', 'a'],
    ['scopes[]', 'b'],
    ['$ACTION_ID_x', ''],
  ]);
  expect(inputOf(data)).toEqual({ name: 'CI', scopes: ['a', 'b'] });
});

it('takes a field called __proto__ for a field', () => {
  const input = inputOf(form([['__proto__', 'x']])) as Record<string, unknown>;
  expect(Object.getPrototypeOf(input)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

it('leaves plain objects as they are', () => {
  const input = { name: 'CI' };
  expect(inputOf(input)).toBe(input);
});
