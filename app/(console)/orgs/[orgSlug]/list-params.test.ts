import { describe, expect, test } from 'vitest';
import { hrefWithout, type SearchParams } from '@/components/ui/list-url';
import { keyListOf } from './api-keys/list-params';
import { eventListOf } from './audit-log/list-params';
import { memberListOf } from './members/list-params';
import { teamListOf } from './teams/list-params';

const id = '018f0000-0000-7000-8000-000000000001';

const lists: Record<string, (params: SearchParams) => { input: object; ignored: string[] }> = {
  keys: keyListOf,
  members: (params) => memberListOf(params, 'admin'),
  'members for a Developer': (params) => memberListOf(params, 'developer'),
  teams: teamListOf,
  events: (params) => eventListOf(params, 'Europe/Berlin'),
};

describe('a list that is asked for with parameters that make no sense', () => {
  test.each([
    ['keys', { state: 'foo', environment: 'foo', team: 'foo', owner: 'foo' }],
    ['keys', { q: 'a'.repeat(201), state: ['foo', 'active'] }],
    ['members', { role: 'owner', q: 'a\0b' }],
    ['members', { team: 'foo', mfa: 'foo', method: 'carrier-pigeon', active: '8' }],
    ['members for a Developer', { mfa: 'on', method: 'password' }],
    ['teams', { state: 'gone', q: 'a'.repeat(201) }],
    ['events', { actor: 'foo', action: 'foo', kind: 'foo', target: 'foo', from: 'foo', to: 'foo' }],
    ['events', { from: '2026-02-30T00:00:00Z', to: '0001-01-01' }],
  ])('is read without them, and led to the address without them: %s %j', (name, params) => {
    const list = lists[name]!;
    const { ignored, input } = list(params);
    expect(ignored.toSorted()).toEqual(Object.keys(params).toSorted());
    const plain = list({});
    expect(input).toEqual(plain.input);
    expect(hrefWithout('/list', { ...params, sort: 'name' }, ignored)).toBe('/list?sort=name');
  });

  test.each([
    ['keys', { q: 'x', state: 'active', environment: 'staging', team: id, owner: id, sort: '?' }],
    ['members', { q: 'x', role: 'read-only', utm: 'x' }],
    ['members', { team: id, mfa: 'off', method: 'github', active: 'never' }],
    ['members for a Developer', { q: 'x', role: 'admin', team: id, active: '30', sort: 'keys' }],
    ['teams', { q: 'env=x', state: 'archived', sort: '-created' }],
    ['events', { actor: id, action: 'api-key.created', kind: 'api-key', target: id }],
    ['events', { from: '2026-11-01', to: '2026-11-30' }],
    ['keys', { state: '', q: '  ' }],
  ])('follows the others, and leaves the address alone: %s %j', (name, params) => {
    expect(lists[name]!(params).ignored).toEqual([]);
  });

  test('sorted by what the reader may not know comes by name', () => {
    expect(memberListOf({ sort: '-keys' }, 'billing-manager').sort.key).toBe('name');
    expect(memberListOf({ sort: '-keys' }, 'read-only').sort.key).toBe('keys');
  });

  test('keeps what makes sense beside what does not', () => {
    const params = { state: 'foo', environment: 'staging', cursor: 'x' };
    const { input, ignored } = keyListOf(params);
    expect(input).toMatchObject({ environment: 'staging' });
    expect(input.state).toBeUndefined();
    expect(hrefWithout('/list', params, ignored)).toBe('/list?environment=staging');
  });
});
