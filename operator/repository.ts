import { AppError } from '@/lib/kernel/errors';
import type { OrganizationStatus } from '@/lib/orgs/model';
import type { SystemTx } from '@/lib/platform/db';
import type { User } from './create-user';

export type FoundOrganization = { id: string; name: string; status: OrganizationStatus };

/**
 * Holds it until the transaction ends, so that it is not deleted or kept between the look and the act.
 * @throws AppError `not-found`
 */
export async function lockOrganizationBySlug(
  tx: SystemTx,
  slug: string,
): Promise<FoundOrganization> {
  const rows = await tx.$queryRaw<FoundOrganization[]>`
    SELECT id, name, status FROM organizations WHERE slug = ${slug} FOR UPDATE`;
  const row = rows[0];
  if (row !== undefined) return row;
  throw new AppError('not-found', `There is no organization with the slug "${slug}".`);
}

/** Whether this call was the one that moved it. */
export async function updateOrganizationStatus(
  tx: SystemTx,
  organizationId: string,
  { from, to }: { from: OrganizationStatus; to: OrganizationStatus },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.organization.updateMany({
    where: { id: organizationId, status: from },
    data: { status: to, updatedAt: now },
  });
  return count > 0;
}

/** The same of one that is being deleted: what it goes back to where it is kept. */
export async function updateStatusBeforeDeletion(
  tx: SystemTx,
  organizationId: string,
  { from, to }: { from: OrganizationStatus; to: OrganizationStatus },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.organization.updateMany({
    where: { id: organizationId, status: 'deleting', statusBeforeDeletion: from },
    data: { statusBeforeDeletion: to, updatedAt: now },
  });
  return count > 0;
}

/** Back to what it was before it was deleted; null where its time is over. */
export async function updateKept(
  tx: SystemTx,
  organizationId: string,
  now: Date,
): Promise<OrganizationStatus | null> {
  const rows = await tx.$queryRaw<{ status: OrganizationStatus }[]>`
    UPDATE organizations SET status = status_before_deletion, updated_at = ${now}
     WHERE id = ${organizationId}::uuid AND status = 'deleting' AND purge_started_at IS NULL
       AND deletion_ends_at > clock_timestamp() RETURNING status`;
  return rows[0]?.status ?? null;
}

export type Account = {
  user: User;
  passwordHash: string | null;
  /** Whether nobody signed in to it yet, and no organization has it. */
  isUntouched: boolean;
};

export async function selectAccount(tx: SystemTx, email: string): Promise<Account | null> {
  const traces = { memberships: true, sessions: true, knownDevices: true };
  const row = await tx.user.findUnique({
    where: { email },
    select: { id: true, name: true, passwordHash: true, _count: { select: traces } },
  });
  if (row === null) return null;
  const { id, name, passwordHash, _count } = row;
  const isUntouched = Object.values(_count).every((count) => count === 0);
  return { user: { userId: id, name, email }, passwordHash, isUntouched };
}

export type Counts = {
  users: number;
  organizations: number;
  suspendedOrganizations: number;
  deletingOrganizations: number;
  keys: number;
  mailsWaiting: number;
  mailsFailed: number;
  lastMailSentAt: Date | null;
  jobsWaiting: number;
  jobsGivenUp: number;
  lastJobAt: Date | null;
  database: string;
};

/** Those that are being deleted, the first to be erased first. */
export async function selectDeletingOrganizations(
  tx: SystemTx,
): Promise<{ slug: string; deletionEndsAt: Date }[]> {
  return tx.$queryRaw`
    SELECT slug, deletion_ends_at AS "deletionEndsAt" FROM organizations
     WHERE status = 'deleting' ORDER BY deletion_ends_at, id LIMIT 20`;
}

export async function selectInstallationCounts(tx: SystemTx): Promise<Counts> {
  const rows = await tx.$queryRaw<Counts[]>`
    SELECT (SELECT count(*)::int FROM users) AS users,
           (SELECT count(*)::int FROM organizations) AS organizations,
           (SELECT count(*)::int FROM organizations WHERE status = 'suspended') AS "suspendedOrganizations",
           (SELECT count(*)::int FROM organizations WHERE status = 'deleting') AS "deletingOrganizations",
           (SELECT count(*)::int FROM api_keys WHERE status <> 'revoked') AS keys,
           (SELECT count(*)::int FROM outbox_mails WHERE sent_at IS NULL AND failed_at IS NULL) AS "mailsWaiting",
           (SELECT count(*)::int FROM outbox_mails WHERE failed_at IS NOT NULL) AS "mailsFailed",
           (SELECT max(sent_at) FROM outbox_mails) AS "lastMailSentAt",
           (SELECT count(*)::int FROM graphile_worker._private_jobs WHERE attempts < max_attempts) AS "jobsWaiting",
           (SELECT count(*)::int FROM graphile_worker._private_jobs WHERE attempts >= max_attempts) AS "jobsGivenUp",
           greatest((SELECT max(last_execution) FROM graphile_worker._private_known_crontabs),
                    (SELECT max(updated_at) FROM graphile_worker._private_jobs)) AS "lastJobAt",
           current_setting('server_version') AS database`;
  const counts = rows[0];
  if (counts === undefined) throw new Error('the count returned no row');
  return counts;
}
