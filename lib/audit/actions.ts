import type { Permission } from '@/lib/authz/permissions';

/** Every act that the audit log knows, `noun.past-verb`, with how the console names it. */
export const auditActions = {
  'user.created': 'Created a user',
  'user.signed-up': 'Signed up',
  'user.signed-in': 'Signed in',
  'user.sign-in-refused': 'Sign-in refused',
  'user.signed-out': 'Signed out',
  'user.profile-updated': 'Updated their profile',
  'user.password-changed': 'Changed their password',
  'user.password-reset-requested': 'Asked for a password reset',
  'user.password-reset': 'Reset their password',
  'user.account-secured': 'Secured the account',
  'user.email-change-requested': 'Asked to change their email address',
  'user.email-change-cancelled': 'Cancelled the change of their email address',
  'user.email-changed': 'Changed their email address',
  'user.email-change-undone': 'Put the email address before back',
  'user.notifications-changed': 'Changed their notifications',
  'user.mfa-turned-on': 'Turned on two-factor authentication',
  'user.mfa-replaced': 'Replaced their authenticator app',
  'user.mfa-turned-off': 'Turned off two-factor authentication',
  'user.mfa-reset': 'Reset two-factor authentication',
  'user.recovery-codes-replaced': 'Made new recovery codes',
  'user.recovery-code-used': 'Used a recovery code',
  'user.identity-linked': 'Linked an account to sign in with',
  'user.identity-link-refused': 'Link of an account refused',
  'user.identity-unlinked': 'Unlinked an account to sign in with',
  'user.proved-again': 'Confirmed their identity',
  'user.proof-refused': 'Failed to confirm their identity',
  'session.revoked': 'Revoked a session',
  'organization.created': 'Created the organization',
  'organization.updated': 'Updated the organization',
  'organization.suspended': 'Suspended the organization',
  'organization.resumed': 'Resumed the organization',
  'organization.deletion-requested': 'Asked to delete the organization',
  'organization.kept': 'Kept the organization',
  'organization.sdk-installed': 'Marked the SDK as installed',
  'policy.updated': 'Changed the security policy',
  'domain.added': 'Added a domain',
  'domain.verified': 'Domain verified',
  'domain.verification-refused': 'Verification of a domain refused',
  'domain.record-missing': 'Record of a verified domain is gone',
  'domain.record-found': 'Record of a verified domain is back',
  'domain.lapsed': 'Domain is no longer verified',
  'domain.join-mode-changed': 'Changed who may join by a domain',
  'domain.sso-required': 'Required single sign-on for a domain',
  'domain.sso-no-longer-required': 'Single sign-on no longer required for a domain',
  'domain.removed': 'Removed a domain',
  'sso-connection.created': 'Added a connection for single sign-on',
  'sso-connection.updated': 'Changed a connection for single sign-on',
  'sso-connection.tested': 'Tested a connection for single sign-on',
  'sso-connection.test-failed': 'Test of a connection for single sign-on failed',
  'sso-connection.sign-in-refused': 'Sign-in by single sign-on refused',
  'sso-connection.activated': 'Activated a connection for single sign-on',
  'sso-connection.rolled-back': 'Rolled back a connection for single sign-on',
  'sso-connection.deactivated': 'Deactivated a connection for single sign-on',
  'sso-connection.deleted': 'Deleted a connection for single sign-on',
  'break-glass.created': 'Made a break-glass code',
  'break-glass.used': 'Used a break-glass code',
  'break-glass.removed': 'Removed a break-glass code',
  'team.created': 'Created a team',
  'team.updated': 'Changed a team',
  'team.archived': 'Archived a team',
  'team.restored': 'Restored a team',
  'team.member-added': 'Added a member to a team',
  'team.member-removed': 'Removed a member from a team',
  'member.added': 'Added a member',
  'member.joined': 'Joined by their email domain',
  'member.role-kept': 'Kept the role of the last Admin',
  'member.role-changed': 'Changed a role',
  'member.removed': 'Removed a member',
  'member.left': 'Left the organization',
  'member.reminded': 'Reminded a member of what they owe',
  'invitation.created': 'Invited somebody',
  'invitation.resent': 'Sent an invitation again',
  'invitation.revoked': 'Revoked an invitation',
  'invitation.restored': 'Took the revocation of an invitation back',
  'invitation.handed-over': 'Handed an invitation over',
  'invitation.link-copied': 'Copied the link of an invitation',
  'invitation.accepted': 'Accepted an invitation',
  'invitation.declined': 'Declined an invitation',
  'invitation-import.started': 'Started inviting from a file',
  'invitation-import.stopped': 'Stopped inviting from a file',
  'invitation-import.finished': 'Finished inviting from a file',
  'invitation-import.exported': 'Exported the result of inviting from a file',
  'member.signed-in': 'Member signed in',
  'member.sign-in-refused': 'Sign-in of a member refused',
  'member.signed-out': 'Member signed out',
  'member.password-changed': 'Member changed their password',
  'member.password-reset': 'Member reset their password',
  'member.account-secured': 'Member secured their account',
  'member.email-changed': 'Member changed their email address',
  'member.email-change-undone': 'Member put their email address before back',
  'member.mfa-turned-on': 'Member turned on two-factor authentication',
  'member.mfa-replaced': 'Member replaced their authenticator app',
  'member.mfa-turned-off': 'Member turned off two-factor authentication',
  'member.mfa-reset': 'Two-factor authentication of a member reset',
  'member.recovery-codes-replaced': 'Member made new recovery codes',
  'member.recovery-code-used': 'Member used a recovery code',
  'member.identity-linked': 'Member linked an account to sign in with',
  'member.identity-unlinked': 'Member unlinked an account to sign in with',
  'api-key.created': 'Created an API key',
  'api-key.updated': 'Updated an API key',
  'api-key.disabled': 'Disabled an API key',
  'api-key.enabled': 'Enabled an API key',
  'api-key.revoked': 'Revoked an API key',
  'api-key.moved': 'Moved an API key to another team',
  'api-key.handed-over': 'Handed an API key over',
  'api-key.suspended': 'API key suspended',
  'api-key.resumed': 'API key resumed',
  'audit-log.exported': 'Exported the audit log',
  'audit-log.expired': 'Deleted events that had their time',
  'member-list.exported': 'Exported the list of members',
  'compliance-list.exported': 'Exported the compliance list',
  'team-list.exported': 'Exported the list of teams',
  'api-key-list.exported': 'Exported the list of API keys',
  'access.denied': 'Was refused',
  'installation.secrets-rotated': 'Sealed secrets anew',
  'installation.organization-erased': 'Erased an organization',
} as const;

export type AuditAction = keyof typeof auditActions;

/** Whether a text names an act that the log knows. */
export function isAuditAction(text: string): text is AuditAction {
  return Object.hasOwn(auditActions, text);
}

/** Changes of how somebody signs in, and as what the logs of their organizations tell them. */
export const memberActionOf = {
  'user.password-changed': 'member.password-changed',
  'user.password-reset': 'member.password-reset',
  'user.account-secured': 'member.account-secured',
  'user.email-changed': 'member.email-changed',
  'user.email-change-undone': 'member.email-change-undone',
  'user.mfa-turned-on': 'member.mfa-turned-on',
  'user.mfa-replaced': 'member.mfa-replaced',
  'user.mfa-turned-off': 'member.mfa-turned-off',
  'user.mfa-reset': 'member.mfa-reset',
  'user.recovery-codes-replaced': 'member.recovery-codes-replaced',
  'user.recovery-code-used': 'member.recovery-code-used',
  'user.identity-linked': 'member.identity-linked',
  'user.identity-unlinked': 'member.identity-unlinked',
} as const satisfies Partial<Record<AuditAction, AuditAction>>;
export type AccountChange = keyof typeof memberActionOf;

/** What happens all day long: left out where only the newest few events are shown. */
export const signInActions = [
  'member.signed-in',
  'member.sign-in-refused',
  'member.signed-out',
] as const;

/** What each permission lets a member do, in the words that follow "Was refused:". */
export const permissionWords: Record<Permission, string> = {
  'organization.read': 'see the organization',
  'organization.update': 'change the organization',
  'organization.delete': 'delete the organization',
  'organization.keep': 'keep the organization from being deleted',
  'organization.leave': 'leave the organization',
  'policy.update': 'change the security policy',
  'domain.update': 'change the domains',
  'sso.update': 'set up single sign-on',
  'access-method.read': 'see the access methods',
  'team.read': 'see the teams',
  'team.create': 'create a team',
  'team.update': 'change a team',
  'team.archive': 'archive or restore a team',
  'team.update-members': 'change who is in a team',
  'member.read': 'see the members',
  'member.read-sign-in': 'see how members sign in',
  'member.add': 'add a member',
  'member.update-role': 'change a role',
  'member.remove': 'remove a member',
  'member.remind': 'remind a member of what they owe',
  'invitation.read': 'see the invitations',
  'invitation.create': 'invite somebody',
  'invitation.revoke': 'revoke an invitation',
  'api-key.read': 'see the API keys',
  'api-key.create': 'create an API key',
  'api-key.update': 'change an API key',
  'api-key.revoke': 'revoke an API key',
  'audit-log.read': 'see the audit log',
  'audit-log.export': 'export the audit log',
};

/** What happened, as the console names it: of a refusal, what was tried. */
export function eventTitle(event: { action: AuditAction; targetLabel: string }): string {
  const { action, targetLabel } = event;
  if (action !== 'access.denied') return auditActions[action];
  // The log outlives the table: a permission that is gone is told by its name.
  const tried = new Map(Object.entries(permissionWords)).get(targetLabel) ?? targetLabel;
  return `${auditActions[action]}: ${tried}`;
}

export const auditTargetKinds = [
  'user',
  'session',
  'organization',
  'team',
  'member',
  'invitation',
  'invitation-import',
  'domain',
  'api-key',
  'sso-connection',
  'audit-log',
  'page',
  'installation',
] as const;
export type AuditTargetKind = (typeof auditTargetKinds)[number];

/** Whether a text names a kind of target that the log knows. */
export function isAuditTargetKind(text: string): text is AuditTargetKind {
  return (auditTargetKinds as readonly string[]).includes(text);
}

/** What people do to their own accounts, and operators to the installation, is in no organization's log. */
const isOfNoOrganization = (name: string): boolean => /^(user|session|installation)\b/.test(name);

/** The actions that an organization's log can hold. */
export const organizationActions = (Object.keys(auditActions) as AuditAction[]).filter(
  (action) => !isOfNoOrganization(action),
);

/** The kinds of targets that an organization's log can hold. */
export const organizationTargetKinds = auditTargetKinds.filter((kind) => !isOfNoOrganization(kind));

/** Why an organization did not let a member in, whatever their role. */
export const entryRefusals = {
  'ip-not-allowed': 'Address not allowed',
  'mfa-required': 'No second factor',
  'sign-in-again': 'Session too old or unused for too long',
  'sign-in-method-refused': 'Way of signing in not accepted',
  'sso-required': 'Single sign-on is required',
} as const;
export type EntryRefusal = keyof typeof entryRefusals;

export function isEntryRefusal(code: string): code is EntryRefusal {
  return Object.hasOwn(entryRefusals, code);
}
