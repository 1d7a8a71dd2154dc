import { expect, test } from 'vitest';
import { parseAuditSearch } from './search-words';

test('an address is looked for whole, in one spelling, and the rest word by word', () => {
  expect(parseAuditSearch('  anna 192.0.2.7 2001:DB8::0:1  ')).toEqual({
    text: 'anna',
    addresses: ['192.0.2.7', '2001:db8::1'],
    ids: [],
    actions: {},
  });
  expect(parseAuditSearch('::ffff:192.0.2.7')).toMatchObject({
    text: null,
    addresses: ['192.0.2.7'],
  });
});

test('a UUID is looked for whole; a part of one is a word', () => {
  const id = '018f3b5c-7d2e-7a10-9c4e-1f2a3b4c5d6e';
  expect(parseAuditSearch(`anna ${id.toUpperCase()} 018f3b5c-7d2e`)).toMatchObject({
    text: 'anna 018f3b5c-7d2e',
    ids: [id],
  });
  expect(parseAuditSearch(id).text).toBeNull();
});

test('words of the titles stand for their actions', () => {
  const { actions } = parseAuditSearch('Invited role');
  expect(actions['invited']).toEqual(['invitation.created']);
  expect(actions['role']).toContain('member.role-changed');
  expect(parseAuditSearch('zanzibar').actions).toEqual({});
});

test('signs alone are a search that finds nothing, not none', () => {
  expect(parseAuditSearch('%_%').text).toBe('%_%');
  expect(parseAuditSearch("'\\:* & !").addresses).toEqual([]);
});

test('a word that is a name of every object is a word like others', () => {
  expect(parseAuditSearch('constructor __proto__').actions).toEqual({});
});
