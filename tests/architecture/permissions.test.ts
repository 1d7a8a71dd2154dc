import { describe, expect, test } from 'vitest';
import { authorize, type MemberPrincipal } from '@/lib/authz/authorize';
import { permissions, reachOf, roles, type Permission, type Role } from '@/lib/authz/permissions';
import { AppError } from '@/lib/kernel/errors';

/** The whole matrix once more, in the contract's words, so that a change of the table is a decision made twice. */
const matrix: Record<
  Permission,
  [admin: string, developer: string, billing: string, readOnly: string]
> = {
  'organization.read': ['all', 'all', 'all', 'all'],
  'organization.update': ['all', '–', '–', '–'],
  'organization.delete': ['all', '–', '–', '–'],
  'organization.keep': ['all', '–', '–', '–'],
  'organization.leave': ['all', 'all', 'all', 'all'],
  'policy.update': ['all', '–', '–', '–'],
  'domain.update': ['all', '–', '–', '–'],
  'sso.update': ['all', '–', '–', '–'],
  'access-method.read': ['all', 'all', 'all', 'all'],
  'team.read': ['all', 'all', 'all', 'all'],
  'team.create': ['all', '–', '–', '–'],
  'team.update': ['all', '–', '–', '–'],
  'team.archive': ['all', '–', '–', '–'],
  'team.update-members': ['all', '–', '–', '–'],
  'member.read': ['all', 'all', 'all', 'all'],
  'member.read-sign-in': ['all', '–', '–', '–'],
  'member.add': ['all', '–', '–', '–'],
  'invitation.read': ['all', '–', '–', '–'],
  'invitation.create': ['all', '–', '–', '–'],
  'invitation.revoke': ['all', '–', '–', '–'],
  'member.update-role': ['all', '–', '–', '–'],
  'member.remove': ['all', '–', '–', '–'],
  'member.remind': ['all', '–', '–', '–'],
  'api-key.read': ['all', 'all', '–', 'all'],
  'api-key.create': ['all', 'own-teams', '–', '–'],
  'api-key.update': ['all', 'own-teams', '–', '–'],
  'api-key.revoke': ['all', 'own-teams', '–', '–'],
  'audit-log.read': ['all', 'own-acts', 'billing-and-own-acts', '–'],
  'audit-log.export': ['all', 'own-acts', 'billing-and-own-acts', '–'],
};

const principal = (role: Role): MemberPrincipal => ({
  userId: 'u',
  userLabel: 'Ada <ada@example.com>',
  sessionId: 's',
  sessionMethod: 'password',
  organizationId: 'o',
  role,
  teamIds: ['t'],
  isBeingDeleted: false,
  request: { ip: null, userAgent: null, requestId: 'r' },
});

test('the matrix names every permission', () => {
  expect(Object.keys(matrix).sort()).toEqual(Object.keys(permissions).sort());
});

describe.each(Object.entries(matrix))('%s', (name, row) => {
  const permission = name as Permission;
  test.each(roles.map((role, index) => [role, row[index]] as const))('%s: %s', (role, cell) => {
    expect(reachOf(role, permission) || '–').toBe(cell);
    if (cell === '–') {
      expect(() => authorize(principal(role), permission)).toThrow(AppError);
    } else {
      expect(authorize(principal(role), permission)).toMatchObject({
        permission,
        organizationId: 'o',
        reach: cell,
      });
    }
  });
});
