/**
 * Why a piece of work may look beyond one organization or person, as the role `gatehouse_system`. Each name is used in
 * exactly the files that tests/architecture/crossings.test.ts lists, which fails on any other.
 */
export type Crossing =
  | 'sign-up'
  | 'sign-in'
  | 'sign-out'
  | 'oauth'
  | 'find-session'
  | 'reset-password'
  | 'change-password'
  | 'disown-sign-in'
  | 'change-email'
  | 'mfa'
  | 'step-up'
  | 'policy'
  | 'sso'
  | 'warn-of-certificates'
  | 'invitation'
  | 'check-domains'
  | 'join-domain'
  | 'require-sso'
  | 'send-mail'
  | 'dev-mail'
  | 'prune'
  | 'purge'
  | 'verify'
  | 'record-calls'
  | 'operator';
