import ts from 'typescript';
import { expect, test } from 'vitest';
import type { Crossing } from '@/lib/platform/crossings';
import { callsOf, parse, sourceFiles } from './sources';

/** The only places that may look beyond one organization or person, and why each does. */
const crossings: Record<Crossing, string[]> = {
  // The password's hash is the system role's alone.
  'change-password': ['lib/sign-in/change-password.ts'],
  // Whoever has the mail is signed in nowhere, or somebody else is.
  'disown-sign-in': ['lib/sign-in/disown-sign-in.ts'],
  // Who has which address is everybody's question, and what waits for a proof is the system role's alone.
  'change-email': [
    'lib/sign-in/cancel-email-change.ts',
    'lib/sign-in/confirm-email-change.ts',
    'lib/sign-in/find-email-change.ts',
    'lib/sign-in/request-email-change.ts',
    'lib/sign-in/resend-email-change.ts',
    'lib/sign-in/undo-email-change.ts',
  ],
  mfa: [
    'lib/mfa/confirm-totp-enrolment.ts',
    'lib/mfa/find-mfa-status.ts',
    'lib/mfa/replace-recovery-codes.ts',
    'lib/mfa/rotate-totp-secrets.ts',
    'lib/mfa/start-totp-enrolment.ts',
    'lib/mfa/turn-off-totp.ts',
  ],
  'step-up': [
    'lib/sessions/require-fresh-proof.ts',
    'lib/sign-in/prove-again.ts',
    'lib/sign-in/step-up-methods.ts',
  ],
  // Mails of all, on the developer's own machine.
  'dev-mail': ['lib/notices/kept-mails.ts'],
  // Nobody is signed in yet, or the identity may be somebody else's.
  oauth: [
    'lib/identities/find-sign-in-methods.ts',
    'lib/identities/finish-handshake.ts',
    'lib/identities/link-identity.ts',
    'lib/identities/mail-password-link.ts',
    'lib/identities/prove-with-identity.ts',
    'lib/identities/sign-in-with-identity.ts',
    'lib/identities/start-link.ts',
    'lib/identities/start-proof.ts',
    'lib/identities/start-sign-in.ts',
    'lib/identities/unlink-identity.ts',
  ],
  // Who it is is what is being asked.
  'find-session': ['lib/sessions/session-lookup.ts'],
  // The one who installed Gatehouse belongs to no organization.
  operator: [
    'operator/change-status.ts',
    'operator/create-admin.ts',
    'operator/demo.ts',
    'operator/demo/company.ts',
    'operator/demo/stage.ts',
    'operator/keep-organization.ts',
    'operator/lift-sso-requirement.ts',
    'operator/reset-mfa.ts',
    'operator/status.ts',
  ],
  // Nobody is signed in yet: the address of a connection and an unguessable token are all there is.
  sso: [
    'lib/sso-sign-in/find-unsolicited.ts',
    'lib/sso-sign-in/finish-sso.ts',
    'lib/sso-sign-in/prove-with-sso.ts',
    'lib/sso-sign-in/start-proof.ts',
    'lib/sso-sign-in/start-sso.ts',
    'lib/sso/ask-identity-provider.ts',
    'lib/sso/find-service-provider-metadata.ts',
    // Whether another organization has it.
    'lib/sso/require-free-identity-provider.ts',
    'lib/sso/rotate-saml-keys.ts',
    'lib/sso/start-test.ts',
    'lib/sso/take-response.ts',
  ],
  // Which organizations have a connection that people sign in by; the rest is inside each.
  'warn-of-certificates': ['lib/sso/warn-of-certificates.ts'],
  // By the unguessable token of a link, the address that a person has proved, or the domain of an address.
  invitation: [
    'lib/invites/accept-invitation.ts',
    'lib/invites/find-invitation.ts',
    'lib/invites/sso-elsewhere.ts',
  ],
  // All domains whose check is due, whose ever they are.
  'check-domains': ['lib/domains/check-due-domains.ts'],
  // By the domain of the address that a person has proved.
  'join-domain': ['lib/domains/join-organization.ts', 'lib/domains/list-join-offers.ts'],
  // Who of a domain's members came another way: of the grant's organization alone.
  'require-sso': ['lib/domains/update-sso-requirement.ts'],
  // By what people sign in, who has a second factor, and their sessions: of the members of the grant's organization alone.
  policy: [
    'lib/policy/find-policy.ts',
    'lib/policy/load-effects.ts',
    'lib/policy/require-own-entry.ts',
  ],
  // What is past its time goes, whose ever it was.
  prune: [
    'lib/accounts/jobs.ts',
    'lib/audit/expire-audit-events.ts',
    'lib/audit/jobs.ts',
    'lib/invite-imports/jobs.ts',
    'lib/invites/jobs.ts',
    'lib/sessions/jobs.ts',
    'lib/sso/saml/jobs.ts',
    'lib/verification/jobs.ts',
  ],
  // Organizations whose time to be kept is over.
  purge: ['lib/orgs/purge-organizations.ts'],
  // Nobody is signed in yet: an address or an unguessable token is all there is.
  'reset-password': [
    'lib/accounts/request-password-reset.ts',
    'lib/accounts/send-reset-link.ts',
    'lib/sign-in/reset-password.ts',
  ],
  // Which organization a key belongs to is what the gateway asks.
  'record-calls': ['lib/verification/create-verification.ts'],
  verify: ['lib/verification/create-verification.ts'],
  // Mails are nobody's but the system's, also to be counted.
  'send-mail': [
    'lib/invite-imports/get-import.ts',
    'lib/notices/send-batch.ts',
    'lib/notices/send-mail.ts',
  ],
  'sign-in': [
    'lib/sign-in/complete-second-factor.ts',
    'lib/sign-in/sign-in-with-break-glass.ts',
    'lib/sign-in/sign-in-with-password.ts',
  ],
  // The logs of all the organizations of the person tell of it.
  'sign-out': ['lib/sessions/sign-out.ts'],
  'sign-up': [
    'lib/accounts/resend-sign-up-mail.ts',
    'lib/accounts/sign-up.ts',
    'lib/sign-in/confirm-sign-up.ts',
    'lib/sign-in/find-sign-up.ts',
  ],
};

function usedCrossings(): Record<string, string[]> {
  const used: Record<string, Set<string>> = {};
  for (const file of [
    ...sourceFiles('lib', /\.ts$/),
    ...sourceFiles('app', /\.tsx?$/),
    ...sourceFiles('operator', /\.ts$/),
    ...sourceFiles('roles', /\.ts$/),
  ]) {
    const source = parse(file);
    const names = [
      ...['asSystem', 'readAsSystem'].flatMap((name) =>
        callsOf(source, name).map((call) => call.arguments[1]),
      ),
      ...callsOf(source, 'createSystemPool').map((call) => call.arguments[0]),
    ];
    for (const name of names) {
      const key = name && ts.isStringLiteral(name) ? name.text : `not a literal in ${file}`;
      (used[key] ??= new Set()).add(file);
    }
  }
  return Object.fromEntries(Object.entries(used).map(([name, files]) => [name, [...files].sort()]));
}

test('each crossing of the tenant wall is named, and stands in the files that are listed here and no other', () => {
  expect(usedCrossings()).toEqual(crossings);
});

test('the client of the system role is used through the named crossings alone', () => {
  const direct = sourceFiles('lib', /\.ts$/).filter((file) =>
    /\bdb\.system\b/.test(parse(file).text),
  );
  expect(direct).toEqual(['lib/platform/db.ts']);
});
