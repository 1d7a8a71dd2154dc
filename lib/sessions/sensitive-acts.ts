/**
 * Acts for which an open session is not enough: each needs a proof of identity younger than ten minutes, given for this
 * very act, or a sign-in as young. The list is published (docs/users.md); the text completes "Confirm that it is you to …".
 */
export const sensitiveActs = {
  'mfa.change': 'change two-factor authentication',
  'identity.change': 'link or unlink an account that you sign in with',
  'password.change': 'change your password',
  'email.change': 'change your email address',
  'member.make-admin': 'make somebody an Admin',
  'member.demote-admin': 'take the Admin role from somebody',
  'member.remove-admin': 'remove an Admin from an organization',
  'policy.change': 'change the security policy of an organization',
  'domain.change': 'change the domains of an organization',
  'sso.change': 'change the single sign-on of an organization',
  'organization.delete': 'delete an organization',
  'api-key.create-without-expiry': 'create a key that never expires',
} as const;

export type SensitiveAct = keyof typeof sensitiveActs;

export const sensitiveActNames = Object.keys(sensitiveActs) as [SensitiveAct, ...SensitiveAct[]];
