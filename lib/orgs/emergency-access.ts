import { AppError } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import {
  selectEmergencyAdmins,
  selectSsoDomainNames,
  type EmergencyAdmin,
} from './emergency-repository';

/** Whether an Admin can get in without the identity provider: by a password, a code that is unused, and a second factor. */
export function isReady({
  hasPassword,
  hasSecondFactor,
  madeAt,
  usedAt,
}: Pick<EmergencyAdmin, 'hasPassword' | 'hasSecondFactor' | 'madeAt' | 'usedAt'>): boolean {
  return hasPassword && hasSecondFactor && madeAt !== null && usedAt === null;
}

/** Whether a domain requires single sign-on while no Admin could get in without it. */
export async function lacksEmergencyAccess(tx: OrgTx, organizationId: string): Promise<boolean> {
  const domains = await selectSsoDomainNames(tx, organizationId);
  return domains.length > 0 && !(await selectEmergencyAdmins(tx)).some(isReady);
}

/**
 * The only Admin who could get in without the identity provider, and a domain that requires it; null where there is no
 * such Admin, or no such domain.
 */
export async function findLastReady(
  tx: OrgTx,
  organizationId: string,
): Promise<{ admin: EmergencyAdmin; domain: string } | null> {
  const [domain] = await selectSsoDomainNames(tx, organizationId);
  if (domain === undefined) return null;
  const [admin, ...others] = (await selectEmergencyAdmins(tx)).filter(isReady);
  return admin === undefined || others.length > 0 ? null : { admin, domain };
}

/**
 * Keeps the last Admin in place who could get in without the identity provider, as long as a domain requires it. Where
 * nobody could, nothing is lost. Under the lock of the organization.
 * @param userId who is no Admin any more, or has no code any more, if this goes on.
 * @throws AppError `conflict`
 */
export async function requireEmergencyAccess(
  tx: OrgTx,
  organizationId: string,
  userId: string,
): Promise<void> {
  const last = await findLastReady(tx, organizationId);
  if (last?.admin.userId !== userId) return;
  const { admin, domain } = last;
  throw new AppError(
    'conflict',
    `${admin.name} is the only Admin with emergency access, and ${domain} requires single sign-on. Another Admin has to set up emergency access under Single sign-on first.`,
  );
}
