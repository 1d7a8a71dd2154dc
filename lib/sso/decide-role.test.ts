import { expect, test } from 'vitest';
import { decideRole } from './decide-role';
import type { RoleRules } from './model';

const rules: RoleRules = {
  defaultRole: 'read-only',
  groupRoles: [
    { group: 'platform', role: 'developer' },
    { group: 'owners', role: 'admin' },
    { group: 'finance', role: 'billing-manager' },
  ],
};

test('the first rule that names a group of the person decides, not the first of their groups', () => {
  expect(decideRole(['finance', 'owners', 'platform'], rules)).toBe('developer');
  expect(decideRole(['finance', 'owners'], rules)).toBe('admin');
});

test('without a group that has a rule it is the default', () => {
  expect(decideRole([], rules)).toBe('read-only');
  expect(decideRole(['sales'], rules)).toBe('read-only');
  expect(decideRole(['owners'], { defaultRole: 'developer', groupRoles: [] })).toBe('developer');
});

test('a group is compared to the letter', () => {
  for (const group of ['Owners', ' owners', 'owners2', 'own', 'owners,platform']) {
    expect(decideRole([group], rules)).toBe('read-only');
  }
});
