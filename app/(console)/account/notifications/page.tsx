import type { Metadata } from 'next';
import { Lock } from 'lucide-react';
import { NotificationSwitches } from '@/components/notices/notification-switches';
import { Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { listPreferences } from '@/lib/notices/list-preferences';
import { securityNotices } from '@/lib/notices/model';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import { updatePreferenceAction } from './actions';

export const metadata: Metadata = { title: 'Notifications' };

export default async function NotificationsPage() {
  const { session, grant } = await requirePerson('/account/notifications');
  const preferences = await listPreferences(webDeps(), grant);
  return (
    <>
      <PageHeader
        title="Notifications"
        description={
          <>
            Which mails go to <span className="wrap-anywhere">{session.user.email}</span>.
          </>
        }
      />
      <div className="space-y-6">
        <Section
          title="By your choice"
          description="What other people do that concerns you. You get no mail about your own acts."
          flush
        >
          <NotificationSwitches preferences={preferences} update={updatePreferenceAction} />
        </Section>
        <Section
          title="Security"
          description="Always sent, so that nobody who gets into your account can keep it quiet."
          flush
        >
          <ul className="divide-y divide-line">
            {securityNotices.map(({ title, description }) => (
              <li
                key={title}
                className="flex items-start justify-between gap-6 px-4 py-3.5 text-sm sm:px-5"
              >
                <div className="min-w-0">
                  <p className="font-medium">{title}</p>
                  <p className="mt-0.5 measure text-muted">{description}</p>
                </div>
                <p className="flex shrink-0 items-center gap-1.5 text-xs text-muted">
                  <Lock size={14} aria-hidden />
                  Always on
                </p>
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </>
  );
}
