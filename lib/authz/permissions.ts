export const roles = ['admin', 'developer', 'billing-manager', 'read-only'] as const;
export type Role = (typeof roles)[number];

export const roleNames: Record<Role, string> = {
  admin: 'Admin',
  developer: 'Developer',
  'billing-manager': 'Billing Manager',
  'read-only': 'Read-Only',
};

/**
 * How far a permission reaches: everywhere in the organization, in the member's own teams, or, in the audit log, the
 * member's own acts, alone or with what concerns billing.
 */
export type Reach = 'all' | 'own-teams' | 'own-acts' | 'billing-and-own-acts';

type Row = Record<Role, Reach | false>;

const everyone: Row = {
  admin: 'all',
  developer: 'all',
  'billing-manager': 'all',
  'read-only': 'all',
};
const adminOnly: Row = {
  admin: 'all',
  developer: false,
  'billing-manager': false,
  'read-only': false,
};
const keyWriters: Row = {
  admin: 'all',
  developer: 'own-teams',
  'billing-manager': false,
  'read-only': false,
};

/** The one table of rights: what each role may do. The console hides what a role lacks, the server refuses it. */
export const permissions = {
  'organization.read': everyone,
  'organization.update': adminOnly,
  'organization.delete': adminOnly,
  'organization.keep': adminOnly,
  'organization.leave': everyone,
  'policy.update': adminOnly,
  'domain.update': adminOnly,
  'sso.update': adminOnly,
  'access-method.read': everyone,
  'team.read': everyone,
  'team.create': adminOnly,
  'team.update': adminOnly,
  'team.archive': adminOnly,
  'team.update-members': adminOnly,
  'member.read': everyone,
  'member.read-sign-in': adminOnly,
  'member.add': adminOnly,
  'member.update-role': adminOnly,
  'member.remove': adminOnly,
  'member.remind': adminOnly,
  'invitation.read': adminOnly,
  'invitation.create': adminOnly,
  'invitation.revoke': adminOnly,
  'api-key.read': { admin: 'all', developer: 'all', 'billing-manager': false, 'read-only': 'all' },
  'api-key.create': keyWriters,
  'api-key.update': keyWriters,
  'api-key.revoke': keyWriters,
  'audit-log.read': {
    admin: 'all',
    developer: 'own-acts',
    'billing-manager': 'billing-and-own-acts',
    'read-only': false,
  },
  'audit-log.export': {
    admin: 'all',
    developer: 'own-acts',
    'billing-manager': 'billing-and-own-acts',
    'read-only': false,
  },
} as const satisfies Record<string, Row>;

export type Permission = keyof typeof permissions;

/** How far `role` may go with `permission`, or false. */
export function reachOf(role: Role, permission: Permission): Reach | false {
  return permissions[permission][role];
}

/** What is left while the organization is being deleted: its Admins look, take their data with them, and may keep it. */
const whileDeleting: readonly Permission[] = [
  'organization.read',
  'organization.keep',
  'access-method.read',
  'team.read',
  'member.read',
  'member.read-sign-in',
  'invitation.read',
  'api-key.read',
  'audit-log.read',
  'audit-log.export',
];

/** Where a member stands at this moment. */
export type Standing = { role: Role; isBeingDeleted: boolean };

/**
 * As `reachOf`, in an organization that may be being deleted. Then everybody may still see that it is there, and that
 * is all for whoever is no Admin.
 */
export function reachIn({ role, isBeingDeleted }: Standing, permission: Permission): Reach | false {
  const isLeft =
    !isBeingDeleted ||
    permission === 'organization.read' ||
    (role === 'admin' && whileDeleting.includes(permission));
  return isLeft && reachOf(role, permission);
}

/** The roles that hold `permission`, in the table's order. */
export function rolesWith(permission: Permission): Role[] {
  return roles.filter((role) => reachOf(role, permission) !== false);
}

/** What each role is for, as the console tells it. */
export const roleDescriptions: Record<Role, string> = {
  admin: 'Everything: members, security, keys and billing.',
  developer: 'Creates and manages keys in their own teams, sees usage.',
  'billing-manager': 'Plans, invoices, budgets and alerts. No access to keys.',
  'read-only': 'Sees keys, usage and billing. Changes nothing.',
};
