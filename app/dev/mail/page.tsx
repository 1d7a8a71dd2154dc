import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { renderMail } from '@/components/mail/render-mail';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { Time } from '@/components/ui/time';
import { listKeptMails } from '@/lib/notices/kept-mails';
import { webDeps } from '@/lib/web/deps';
import { DevMailFrame } from './frame';

export const metadata: Metadata = { title: 'Kept mails' };

/**
 * The mails of an installation without a mail server. The data plane answers this address only to this machine itself
 * (roles/data-plane); with a mail server there is no such page.
 */
export default async function DevMailPage() {
  const deps = webDeps();
  if (deps.config.mailLeaves) notFound();
  const kept = await listKeptMails(deps);
  const mails = await Promise.all(
    kept.map(async (one) => ({ ...one, subject: (await renderMail(one.mail)).subject })),
  );
  const now = deps.clock.now().toISOString();
  return (
    <DevMailFrame>
      <PageHeader
        title="Kept mails"
        description="No mail server is set (SMTP_URL), so mails stay here. Only this machine can see the page."
      />
      <Card>
        {mails.length === 0 ? (
          <EmptyState title="No mail yet">
            Sign up, or ask for a reset link, and the mail appears here.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {mails.map(({ id, recipient, subject, createdAt }) => (
              <li key={id} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-4 py-3">
                <p className="min-w-0 flex-1 basis-60 text-sm font-medium">
                  <TextLink href={`/dev/mail/${id}`}>{subject}</TextLink>
                </p>
                <p className="text-sm break-all text-muted">{recipient}</p>
                <p className="text-xs text-muted">
                  <Time value={createdAt.toISOString()} now={now} />
                </p>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </DevMailFrame>
  );
}
