import type { MailTemplate } from '@/lib/notices/templates';
import type { Person, World } from './tenants';

/** The mails that wait for a person, in the order in which they were written, opened. */
export async function mailsOf(world: World, { email }: Person): Promise<MailTemplate[]> {
  const { rows } = await world.owner.query<{ id: string; payload_sealed: Buffer }>(
    'SELECT id, payload_sealed FROM outbox_mails WHERE recipient = $1 ORDER BY ctid',
    [email],
  );
  return rows.map(
    (row) => JSON.parse(world.deps.vault.open(row.payload_sealed, row.id)) as MailTemplate,
  );
}
