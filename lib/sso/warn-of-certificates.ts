import { AppError } from '@/lib/kernel/errors';
import { asSystem, withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { certificateFacts } from './certificate-facts';
import { mailAdminsOfCertificate } from './certificate-notice';
import {
  insertCertificateNotice,
  selectActiveCertificates,
  selectOrganizationsWithActive,
} from './certificate-notice-repository';
import { decideCertificateNotice } from './decide-certificate-notice';

/** Organizations at a time; each has a transaction of its own. */
const batchSize = 200;

type NoticeDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'vault' | 'config' | 'log'>;

/**
 * Tells the Admins 30, 14, 7 and 1 days before a certificate ends by which people sign in, once each, however many workers
 * run.
 * @returns of how many certificates they were told.
 */
export async function warnOfCertificates(deps: NoticeDeps): Promise<number> {
  let told = 0;
  let after: string | null = null;
  for (;;) {
    const place = after;
    const batch: string[] = await asSystem(deps.db, 'warn-of-certificates', (tx) =>
      selectOrganizationsWithActive(tx, { after: place, limit: batchSize }),
    );
    for (const organizationId of batch) told += await warnOne(deps, organizationId);
    if (batch.length < batchSize) return told;
    after = batch.at(-1) ?? null;
  }
}

/** One that fails is no reason to leave the others. */
async function warnOne(deps: NoticeDeps, organizationId: string): Promise<number> {
  try {
    return await warnOrganization(deps, organizationId);
  } catch (error) {
    // It is being deleted meanwhile.
    if (!(error instanceof AppError)) {
      deps.log.error({ err: error, organizationId }, 'certificates could not be looked at');
    }
    return 0;
  }
}

async function warnOrganization(deps: NoticeDeps, organizationId: string): Promise<number> {
  return withOrg(deps.db, organizationId, async (tx) => {
    const now = deps.clock.now();
    let told = 0;
    for (const connection of await selectActiveCertificates(tx, organizationId)) {
      const { connectionId, name } = connection;
      const certificates = connection.certificates.map(certificateFacts);
      for (const certificate of certificates) {
        const { fingerprint, expiresAt } = certificate;
        const daysBefore = decideCertificateNotice(expiresAt, now);
        if (daysBefore === null) continue;
        const notice = { organizationId, connectionId, fingerprint, daysBefore, sentAt: now };
        if (!(await insertCertificateNotice(tx, notice))) continue;
        const others = certificates.filter((other) => other.expiresAt > expiresAt);
        await mailAdminsOfCertificate(deps, tx, organizationId, {
          connection: { id: connectionId, name },
          ...{ certificate, others },
        });
        told += 1;
      }
    }
    return told;
  });
}
