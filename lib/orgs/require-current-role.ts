import type { Grant } from '@/lib/authz/authorize';
import { refusalOf } from '@/lib/authz/authorize';
import { reachOf, type Permission } from '@/lib/authz/permissions';
import { AppError, notFound } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import { selectMember, type MemberRow } from './member-repository';

/**
 * The acting member as the database has them now. For acts that wait for a lock: while they waited, somebody may have
 * taken the right away on which their grant was made.
 * @throws AppError `forbidden` where the right is gone, `not-found` where the membership is.
 */
export async function requireCurrentRole(tx: OrgTx, grant: Grant<Permission>): Promise<MemberRow> {
  const member = await selectMember(tx, grant.organizationId, grant.userId);
  if (member === null) throw notFound('organization');
  if (reachOf(member.role, grant.permission) === false) {
    throw new AppError('forbidden', refusalOf(member.role, grant.permission), {
      detail: `${grant.permission} was lost while waiting`,
    });
  }
  return member;
}
