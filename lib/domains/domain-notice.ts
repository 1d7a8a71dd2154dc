import { timeInWords } from '@/lib/accounts/time-in-words';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { selectAdmins } from '@/lib/orgs/deletion-repository';
import { selectOrganization } from '@/lib/orgs/repository';
import { addSeconds } from '@/lib/platform/clock';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { graceSeconds, recordNameOf, recordValueOf, type Domain } from './model';

/** Tells every Admin that the record of a verified domain is gone, or that what it proved has ended: as it was before. */
export async function mailAdminsOfDomain(
  deps: Pick<Deps, 'clock' | 'ids' | 'vault' | 'config'>,
  tx: OrgTx,
  organizationId: string,
  { domain, token, requiresSso }: Domain,
  change: 'failing' | 'lapsed',
): Promise<void> {
  const organization = await selectOrganization(tx, organizationId);
  if (organization === null) return;
  const now = deps.clock.now();
  for (const { name, email, timeZone } of await selectAdmins(tx, organizationId)) {
    await enqueueMail(deps, tx, email, {
      template: 'domain-record',
      change,
      name,
      organization: organization.name,
      domain,
      requiresSso,
      recordName: recordNameOf(domain),
      recordValue: recordValueOf(token),
      until: change === 'failing' ? timeInWords(addSeconds(now, graceSeconds), timeZone) : null,
      link: `${deps.config.appUrl}/orgs/${organization.slug}/settings/domains`,
    });
  }
}
