import type { OrgTx, PersonTx } from '@/lib/platform/db';
import type { Role } from '@/lib/authz/permissions';
import type { OrganizationStatus, UseCase } from './model';

const organizationColumns = {
  id: true,
  slug: true,
  name: true,
  groupId: true,
  useCase: true,
  timeZone: true,
  status: true,
  sdkInstalledAt: true,
  firstCallAt: true,
  createdAt: true,
} as const;

export type OrganizationRow = {
  id: string;
  slug: string;
  name: string;
  groupId: string;
  useCase: UseCase;
  timeZone: string;
  status: OrganizationStatus;
  sdkInstalledAt: Date | null;
  firstCallAt: Date | null;
  createdAt: Date;
};

export async function selectOrganization(
  tx: OrgTx,
  organizationId: string,
): Promise<OrganizationRow | null> {
  const row = await tx.organization.findUnique({
    where: { id: organizationId },
    select: organizationColumns,
  });
  // The columns' checks hold what the types say.
  return row as OrganizationRow | null;
}

/**
 * Makes everybody who decides something about the whole organization (its last Admin, its number of keys) take turns.
 * To be taken first in a transaction, before any row that refers to the organization.
 */
export async function lockOrganization(tx: OrgTx, organizationId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${organizationId}::uuid FOR UPDATE`;
}

export async function insertOrganization(
  tx: OrgTx,
  row: Pick<OrganizationRow, 'id' | 'slug' | 'name' | 'groupId' | 'useCase' | 'timeZone'>,
  now: Date,
): Promise<void> {
  await tx.organization.createMany({ data: [{ ...row, createdAt: now, updatedAt: now }] });
}

export async function updateOrganizationRow(
  tx: OrgTx,
  organizationId: string,
  change: Partial<Pick<OrganizationRow, 'name' | 'slug' | 'useCase' | 'timeZone'>>,
  now: Date,
): Promise<void> {
  await tx.organization.update({
    where: { id: organizationId },
    data: { ...change, updatedAt: now },
    select: { id: true },
  });
}

/** Whether this call was the one that set it. */
export async function updateSdkInstalled(
  tx: OrgTx,
  organizationId: string,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.organization.updateMany({
    where: { id: organizationId, sdkInstalledAt: null },
    data: { sdkInstalledAt: now, updatedAt: now },
  });
  return count > 0;
}

export type OrganizationCounts = {
  members: number;
  teams: number;
  activeKeys: number;
  keysEver: number;
};

export async function selectCounts(
  tx: OrgTx,
  organizationId: string,
  now: Date,
): Promise<OrganizationCounts> {
  const rows = await tx.$queryRaw<OrganizationCounts[]>`
    SELECT (SELECT count(*)::int FROM memberships WHERE organization_id = ${organizationId}::uuid) AS members,
           (SELECT count(*)::int FROM teams WHERE organization_id = ${organizationId}::uuid AND archived_at IS NULL) AS teams,
           count(*) FILTER (WHERE status = 'active' AND (expires_at IS NULL OR expires_at > ${now}))::int AS "activeKeys",
           count(*)::int AS "keysEver"
      FROM api_keys WHERE organization_id = ${organizationId}::uuid`;
  return rows[0] ?? { members: 0, teams: 0, activeKeys: 0, keysEver: 0 };
}

export type MyOrganization = {
  organizationId: string;
  slug: string;
  name: string;
  role: Role;
  status: OrganizationStatus;
  /** Until when it can be kept, where it is being deleted. */
  deletionEndsAt: Date | null;
  /** When the person last opened a page of it. */
  lastActiveAt: Date | null;
};

export async function selectMyOrganizations(
  tx: PersonTx,
  userId: string,
): Promise<MyOrganization[]> {
  return tx.$queryRaw<MyOrganization[]>`
    SELECT o.id AS "organizationId", o.slug, o.name, m.role, o.status, o.deletion_ends_at AS "deletionEndsAt",
           m.last_active_at AS "lastActiveAt"
      FROM memberships m JOIN organizations o ON o.id = m.organization_id
     WHERE m.user_id = ${userId}::uuid AND (o.deletion_ends_at IS NULL OR o.deletion_ends_at > now())
     ORDER BY o.name, o.id`;
}
