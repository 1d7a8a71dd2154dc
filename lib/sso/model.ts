import type { Role } from '@/lib/authz/permissions';

/** How long somebody may stay at the identity provider. */
export const handshakeSeconds = 10 * 60;
/** From the answer of the identity provider to the request that takes it up, which a browser makes at once. */
export const ticketSeconds = 60;
/** The same where a person reads first whom they are signed in as, since they had not asked for it here. */
export const unsolicitedTicketSeconds = 10 * 60;

/** Connections of one organization. */
export const maxConnections = 5;
/** Versions of one connection that are kept to go back to. */
export const maxVersions = 100;

/** Rules of one connection that say which group is which role. */
export const maxGroupRoles = 50;
export const maxGroupLength = 200;

/** What people may become whom no rule names. Nobody becomes an Admin by that alone. */
export const defaultRoles = [
  'developer',
  'billing-manager',
  'read-only',
] as const satisfies readonly Role[];
export type DefaultRole = (typeof defaultRoles)[number];

/** Who is in this group at the identity provider has this role here. The group is compared to the letter. */
export type GroupRole = { group: string; role: Role };

/** Which role a connection gives. The rules count in their order. */
export type RoleRules = { defaultRole: DefaultRole; groupRoles: readonly GroupRole[] };

/** The rule that decides for somebody in these groups: the first that names one of them, whatever the order of the groups. */
export function decidingRule(
  groups: readonly string[],
  { groupRoles }: Pick<RoleRules, 'groupRoles'>,
): GroupRole | null {
  return groupRoles.find(({ group }) => groups.includes(group)) ?? null;
}

/** How many days before a certificate ends its Admins are told, the longest first. */
export const noticeDays = [30, 14, 7, 1] as const;
export type NoticeDay = (typeof noticeDays)[number];

export type CertificateFacts = {
  /** SHA-256 of the certificate, in hexadecimal pairs with colons between them. */
  fingerprint: string;
  subject: string;
  expiresAt: Date;
};

/** The names under which well-known identity providers say a person's address; the NameID is taken where none is set. */
export const usualEmailAttributes = [
  'email',
  'mail',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
] as const;

/** What an identity provider said of a person in a test, for the Admin who ran it. */
export type TestedAssertion = {
  nameId: string;
  nameIdFormat: string | null;
  authnInstant: string;
  attributes: { name: string; values: string[] }[];
  /** As the attributes are mapped; null where what they say is no address, or no name. */
  email: string | null;
  name: string | null;
};

/** How a test sign-in ended. Instants are ISO 8601. */
export type TestResult = { at: string } & (
  | { outcome: 'passed'; assertion: TestedAssertion }
  /** In words: which check, what it wanted and what came. `assertion` where the response itself was good. */
  | {
      outcome: 'failed';
      check: string;
      expected: string | null;
      received: string | null;
      assertion: TestedAssertion | null;
    }
);

/** Of an identity provider at which people of another organization sign in; which one, nobody learns. */
export const takenWords =
  'This identity provider is in use elsewhere, and one can vouch for one organization alone. Give the application an entity ID of its own there.';

/** The newest version that has passed a test: the one that can be activated. */
export function newestTested<T extends { version: number; testedAt: unknown }>(
  versions: readonly T[],
): T | null {
  return versions
    .filter(({ testedAt }) => testedAt !== null)
    .reduce<T | null>(
      (newest, each) => (newest === null || each.version > newest.version ? each : newest),
      null,
    );
}

/** What the identity provider said in the newest version's test that told of a person; `versions` are the newest first. */
export function latestAssertion(
  versions: readonly { lastTest: TestResult | null }[],
): TestedAssertion | null {
  for (const { lastTest } of versions) {
    if (lastTest?.assertion) return lastTest.assertion;
  }
  return null;
}
