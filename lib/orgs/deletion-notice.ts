import { timeInWords } from '@/lib/accounts/time-in-words';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import type { AnySql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { AdminRecipient } from './deletion-repository';

type Told = {
  change: 'requested' | 'kept' | 'erased';
  organization: { name: string; slug: string };
  /** Null where nobody did it. */
  by: string | null;
  at: Date;
  until: Date | null;
};

/**
 * Tells every Admin of a step of a deletion, whoever took it and whatever they want to hear: a mail too many is better
 * than an organization that is gone before anybody knew. Other members see it in the console.
 */
export async function mailAdmins(
  deps: Pick<Deps, 'clock' | 'ids' | 'vault' | 'config'>,
  sql: AnySql,
  admins: readonly AdminRecipient[],
  { change, organization, by, at, until }: Told,
): Promise<void> {
  for (const { name, email, timeZone } of admins) {
    await enqueueMail(deps, sql, email, {
      template: 'organization-deletion',
      change,
      name,
      organization: organization.name,
      by,
      at: timeInWords(at, timeZone),
      until: until === null ? null : timeInWords(until, timeZone),
      link: `${deps.config.appUrl}/orgs/${organization.slug}`,
    });
  }
}
