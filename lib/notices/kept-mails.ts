import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { MailTemplate } from './templates';

type KeptMailDeps = Pick<Deps, 'db' | 'vault' | 'config'>;

export type KeptMail = { id: string; recipient: string; createdAt: Date; mail: MailTemplate };

/** Enough to find what one just caused; older ones stay in the table. */
const shown = 100;

/** The mails that were kept since no mail server is set, newest first. Empty wherever mails leave. */
export async function listKeptMails(deps: KeptMailDeps): Promise<KeptMail[]> {
  if (deps.config.mailLeaves) return [];
  const rows = await asSystem(deps.db, 'dev-mail', (tx) =>
    tx.outboxMail.findMany({
      where: { payloadSealed: { not: null } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: shown,
      select: { id: true, recipient: true, createdAt: true, payloadSealed: true },
    }),
  );
  return rows.flatMap(({ payloadSealed, ...row }) => {
    const mail = payloadSealed && openMail(deps, row.id, payloadSealed);
    return mail ? [{ ...row, mail }] : [];
  });
}

/** One kept mail, or null. */
export async function findKeptMail(deps: KeptMailDeps, id: string): Promise<KeptMail | null> {
  return (await listKeptMails(deps)).find((mail) => mail.id === id) ?? null;
}

/** Null for a mail of a secret that is gone (docs/operators.md, "Changing APP_SECRET"): the others are shown. */
function openMail({ vault }: KeptMailDeps, id: string, sealed: Uint8Array): MailTemplate | null {
  try {
    return JSON.parse(vault.open(sealed, id)) as MailTemplate;
  } catch {
    return null;
  }
}
