import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Fragment } from 'react';
import { renderMail } from '@/components/mail/render-mail';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Card, CardBody } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { findKeptMail } from '@/lib/notices/kept-mails';
import { webDeps } from '@/lib/web/deps';
import { DevMailFrame } from '../frame';

export const metadata: Metadata = { title: 'Kept mail' };

type Props = { params: Promise<{ mailId: string }> };

/** One kept mail, as its plain-text half says it, with its links to be followed. */
export default async function DevMailDetailPage({ params }: Props) {
  const deps = webDeps();
  if (deps.config.mailLeaves) notFound();
  const kept = await findKeptMail(deps, (await params).mailId);
  if (kept === null) notFound();
  const { subject, text } = await renderMail(kept.mail);
  return (
    <DevMailFrame>
      <PageHeader
        title={subject}
        breadcrumbs={
          <Breadcrumbs items={[{ label: 'Kept mails', href: '/dev/mail' }, { label: subject }]} />
        }
      />
      <div className="space-y-4">
        <Card>
          <DescriptionList
            items={[
              { term: 'To', value: <span className="break-all">{kept.recipient}</span> },
              {
                term: 'Written',
                value: (
                  <Time value={kept.createdAt.toISOString()} now={deps.clock.now().toISOString()} />
                ),
              },
            ]}
          />
        </Card>
        <Card>
          <CardBody>
            <div className="measure text-sm leading-6 break-words whitespace-pre-wrap">
              <WithLinks text={text} appUrl={deps.config.appUrl} />
            </div>
          </CardBody>
        </Card>
      </div>
    </DevMailFrame>
  );
}

/** Addresses of this server become links; anything else stays text. */
function WithLinks({ text, appUrl }: { text: string; appUrl: string }) {
  return text.split(/(https?:\/\/\S+)/).map((part, index) => (
    <Fragment key={index}>
      {part.startsWith(`${appUrl}/`) ? (
        // A plain link: the router would fetch it before anybody clicks.
        <a
          href={part}
          className="rounded-sm break-all text-accent-text underline decoration-accent-line underline-offset-2 hover:decoration-current"
        >
          {part}
        </a>
      ) : (
        part
      )}
    </Fragment>
  ));
}
