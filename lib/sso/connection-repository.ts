import type { OrgTx, SystemTx } from '@/lib/platform/db';
import type { DefaultRole, GroupRole, TestResult } from './model';

export type ConnectionRow = {
  id: string;
  name: string;
  certificate: string;
  createdAt: Date;
  /** By which people sign in; null where nobody does. */
  activeVersion: number | null;
  activatedAt: Date | null;
  allowsIdpInitiated: boolean;
  defaultRole: DefaultRole;
  groupsAttribute: string | null;
  groupRoles: GroupRole[];
  lastSignInAt: Date | null;
};

export type VersionRow = {
  version: number;
  idpEntityId: string;
  signInUrl: string;
  binding: string;
  certificates: string[];
  emailAttribute: string | null;
  nameAttribute: string | null;
  createdAt: Date;
  createdByName: string;
  testedAt: Date | null;
  lastTest: TestResult | null;
};

export type NewVersion = Omit<VersionRow, 'testedAt' | 'lastTest'>;

/** The private key is not among them: no serving role reads it inside an organization. */
const connectionFields = {
  id: true,
  name: true,
  certificate: true,
  createdAt: true,
  activeVersion: true,
  activatedAt: true,
  allowsIdpInitiated: true,
  defaultRole: true,
  groupsAttribute: true,
  groupRoles: true,
  lastSignInAt: true,
} as const;

/** What the checks of the database and the schemas of every write let in. */
const connectionOf = <T extends { defaultRole: string; groupRoles: unknown }>(row: T) => ({
  ...row,
  defaultRole: row.defaultRole as DefaultRole,
  groupRoles: row.groupRoles as GroupRole[],
});

const versionFields = {
  version: true,
  idpEntityId: true,
  signInUrl: true,
  binding: true,
  certificates: true,
  emailAttribute: true,
  nameAttribute: true,
  createdAt: true,
  createdByName: true,
  testedAt: true,
  lastTest: true,
} as const;

export async function insertConnection(
  tx: OrgTx,
  organizationId: string,
  row: Pick<ConnectionRow, 'id' | 'name' | 'certificate' | 'createdAt'> & {
    keyId: string;
    keySealed: Uint8Array<ArrayBuffer>;
  },
): Promise<void> {
  await tx.samlConnection.createMany({ data: [{ ...row, organizationId }] });
}

export async function insertVersion(
  tx: OrgTx,
  organizationId: string,
  connectionId: string,
  version: NewVersion,
): Promise<void> {
  await tx.samlConnectionVersion.createMany({
    data: [{ ...version, organizationId, connectionId }],
  });
}

export async function selectConnections(
  tx: OrgTx,
  organizationId: string,
): Promise<ConnectionRow[]> {
  const rows = await tx.samlConnection.findMany({
    where: { organizationId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: connectionFields,
  });
  return rows.map(connectionOf);
}

export async function selectConnection(
  tx: OrgTx,
  organizationId: string,
  id: string,
): Promise<ConnectionRow | null> {
  const row = await tx.samlConnection.findFirst({
    where: { organizationId, id },
    select: connectionFields,
  });
  return row && connectionOf(row);
}

/** The versions of some connections, the newest of each first. */
export async function selectVersions(
  tx: OrgTx,
  organizationId: string,
  connectionIds: readonly string[],
): Promise<(VersionRow & { connectionId: string })[]> {
  const rows = await tx.samlConnectionVersion.findMany({
    where: { organizationId, connectionId: { in: [...connectionIds] } },
    orderBy: [{ connectionId: 'asc' }, { version: 'desc' }],
    select: { ...versionFields, connectionId: true },
  });
  return rows.map((row) => ({ ...row, lastTest: row.lastTest as TestResult | null }));
}

export async function updateConnectionRow(
  tx: OrgTx,
  organizationId: string,
  id: string,
  change: Partial<
    Pick<
      ConnectionRow,
      'name' | 'allowsIdpInitiated' | 'defaultRole' | 'groupsAttribute' | 'groupRoles'
    >
  >,
): Promise<void> {
  await tx.samlConnection.updateMany({ where: { organizationId, id }, data: change });
}

export async function deleteConnectionRow(
  tx: OrgTx,
  organizationId: string,
  id: string,
): Promise<void> {
  await tx.samlConnection.deleteMany({ where: { organizationId, id } });
}

/** A connection as whoever is on the way in needs it, with the organization to which it leads. */
export type ConnectionOnTheWay = {
  id: string;
  organizationId: string;
  organizationName: string;
  name: string;
  certificate: string;
  keyId: string;
  keySealed: Uint8Array;
  organizationSlug: string;
} & Pick<
  ConnectionRow,
  'activeVersion' | 'allowsIdpInitiated' | 'groupsAttribute' | 'defaultRole' | 'groupRoles'
>;

/** Of an organization that is not active nothing leads in. */
export async function selectConnectionOnTheWay(
  tx: SystemTx,
  id: string,
): Promise<ConnectionOnTheWay | null> {
  const rows = await tx.$queryRaw<ConnectionOnTheWay[]>`
    SELECT c.id, c.organization_id AS "organizationId", o.name AS "organizationName", c.name,
           o.slug AS "organizationSlug", c.certificate, c.key_id AS "keyId", c.key_sealed AS "keySealed",
           c.active_version AS "activeVersion", c.allows_idp_initiated AS "allowsIdpInitiated",
           c.groups_attribute AS "groupsAttribute", c.default_role AS "defaultRole", c.group_roles AS "groupRoles"
      FROM saml_connections c JOIN organizations o ON o.id = c.organization_id
     WHERE c.id = ${id}::uuid AND o.status <> 'deleting'`;
  return rows[0] ?? null;
}

export type VersionOnTheWay = Pick<
  VersionRow,
  | 'version'
  | 'idpEntityId'
  | 'signInUrl'
  | 'binding'
  | 'certificates'
  | 'emailAttribute'
  | 'nameAttribute'
>;

export async function selectVersionOnTheWay(
  tx: SystemTx,
  connectionId: string,
  version: number,
): Promise<VersionOnTheWay | null> {
  return tx.samlConnectionVersion.findFirst({
    where: { connectionId, version },
    select: {
      version: true,
      idpEntityId: true,
      signInUrl: true,
      binding: true,
      certificates: true,
      emailAttribute: true,
      nameAttribute: true,
    },
  });
}

/** Writes down how a test of a version ended; one that passed is one for good. */
export async function updateTest(
  tx: SystemTx,
  connectionId: string,
  version: number,
  result: TestResult,
): Promise<void> {
  const testedAt = result.outcome === 'passed' ? { testedAt: new Date(result.at) } : {};
  await tx.samlConnectionVersion.updateMany({
    where: { connectionId, version },
    data: { lastTest: result, ...testedAt },
  });
}

/** The Admin who tests, for the log. */
export async function selectTester(
  tx: SystemTx,
  userId: string,
): Promise<{ name: string; email: string } | null> {
  return tx.user.findUnique({ where: { id: userId }, select: { name: true, email: true } });
}

type SealedKey = { id: string; keyId: string; keySealed: Uint8Array };

/** Connections whose key another secret sealed, held until the transaction ends. */
export async function selectSealedOtherwise(tx: SystemTx, keyId: string): Promise<SealedKey[]> {
  return tx.$queryRaw<SealedKey[]>`
    SELECT id, key_id AS "keyId", key_sealed AS "keySealed" FROM saml_connections
     WHERE key_id <> ${keyId} ORDER BY id FOR NO KEY UPDATE`;
}

export async function updateSealed(
  tx: SystemTx,
  { id, keyId, keySealed }: SealedKey & { keySealed: Uint8Array<ArrayBuffer> },
): Promise<void> {
  await tx.samlConnection.updateMany({ where: { id }, data: { keyId, keySealed } });
}

/**
 * Notes that somebody came by a connection, and holds it: who deactivates it waits for their session, or they for that.
 * False where nobody comes by it any more.
 */
export async function updateLastSignIn(
  tx: SystemTx,
  connectionId: string,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.samlConnection.updateMany({
    where: { id: connectionId, activeVersion: { not: null } },
    data: { lastSignInAt: now },
  });
  return count === 1;
}
