import { timeInWords } from '@/lib/accounts/time-in-words';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { selectAdmins } from '@/lib/orgs/deletion-repository';
import { selectOrganization } from '@/lib/orgs/repository';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { CertificateFacts } from './model';

type Ending = {
  connection: { id: string; name: string };
  certificate: CertificateFacts;
  /** Those of the same version that last longer. */
  others: readonly CertificateFacts[];
};

/** Tells every Admin that a certificate of the identity provider ends soon, or has ended. */
export async function mailAdminsOfCertificate(
  deps: Pick<Deps, 'clock' | 'ids' | 'vault' | 'config'>,
  tx: OrgTx,
  organizationId: string,
  { connection, certificate: { fingerprint, subject, expiresAt }, others }: Ending,
): Promise<void> {
  const organization = await selectOrganization(tx, organizationId);
  if (organization === null) return;
  const isOver = expiresAt <= deps.clock.now();
  for (const { name, email, timeZone } of await selectAdmins(tx, organizationId)) {
    await enqueueMail(deps, tx, email, {
      template: 'sso-certificate-ending',
      change: isOver ? 'ended' : 'ending',
      name,
      organization: organization.name,
      connection: connection.name,
      subject,
      fingerprint,
      endsAt: timeInWords(expiresAt, timeZone),
      hasOther: others.length > 0,
      link: `${deps.config.appUrl}/orgs/${organization.slug}/settings/sso/${connection.id}`,
    });
  }
}
