import { describe, expect, test } from 'vitest';
import { changeInWords, fieldRows } from './field-rows';

const text = (value: string) => ({ kind: 'text', text: value });

describe('the fields of an event', () => {
  test('stand side by side under the same name, the known ones in reading order, others behind', () => {
    expect(
      fieldRows(
        { zone: 'b', useCase: 'api-access', name: 'Acme' },
        { added: 'a', slug: 'acme-ltd', name: 'Acme Ltd' },
      ),
    ).toEqual([
      { field: 'name', label: 'Name', before: text('Acme'), after: text('Acme Ltd') },
      { field: 'slug', label: 'Address', before: null, after: text('acme-ltd') },
      { field: 'useCase', label: 'Use case', before: text('API access'), after: null },
      { field: 'added', label: 'Added', before: null, after: text('a') },
      { field: 'zone', label: 'Zone', before: text('b'), after: null },
    ]);
  });

  test('an act that only made something has nothing before', () => {
    expect(fieldRows(null, { role: 'billing-manager' })).toEqual([
      { field: 'role', label: 'Role', before: null, after: text('Billing Manager') },
    ]);
    expect(fieldRows(null, null)).toEqual([]);
  });

  test.each([
    ['expiresAt', null, { kind: 'nothing', text: 'Never' }],
    ['expiresAt', '2027-01-31T23:00:00.000Z', { kind: 'instant', iso: '2027-01-31T23:00:00.000Z' }],
    ['allowedModels', [], { kind: 'nothing', text: 'All models' }],
    ['ipRanges', ['192.0.2.0/24'], { kind: 'list', items: ['192.0.2.0/24'] }],
    ['team', null, { kind: 'nothing', text: 'None' }],
    ['state', 'disabled', text('Disabled')],
    ['reason', 'invalid-credentials', text('Wrong password')],
    ['reason', 'mfa-required', text('No second factor')],
    ['role', 'a role of tomorrow', text('a role of tomorrow')],
    ['endedSessions', 0, text('0')],
    ['enforced', false, text('No')],
    ['nested', { a: 1 }, text('{"a":1}')],
  ])('%s %j is told in words', (field, value, expected) => {
    expect(fieldRows({ [field]: value }, null)[0]?.before).toEqual(expected);
  });

  test('a field that is named like a part of every object is only a field', () => {
    expect(fieldRows({ constructor: 'x' }, {})).toMatchObject([
      { label: 'Constructor', before: text('x'), after: null },
    ]);
  });
});

describe('a change in a few words', () => {
  test.each([
    [{ role: 'developer' }, { role: 'read-only' }, 'Developer → Read-Only'],
    [{ name: 'Old' }, { name: 'New' }, 'Old → New'],
    [{ name: 'Old', slug: 'old' }, { name: 'New', slug: 'new' }, 'Name, Address'],
    [{ name: 'Old', slug: 'same' }, { name: 'New', slug: 'same' }, 'Old → New'],
    [
      { joinMode: 'none', joinRole: 'read-only' },
      { joinMode: 'offer', joinRole: 'read-only' },
      'By invitation alone → Offer to join',
    ],
    [{ ipRanges: [] }, { ipRanges: ['192.0.2.0/24'] }, 'IP ranges'],
    [{ name: 'a'.repeat(41) }, { name: 'b' }, 'Name'],
    [{ state: 'active' }, { state: 'disabled' }, null],
    [null, { role: 'admin' }, null],
    [null, null, null],
  ])('%j to %j', (before, after, expected) => {
    expect(changeInWords(before, after)).toBe(expected);
  });
});
