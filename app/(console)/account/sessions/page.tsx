import type { Metadata } from 'next';
import { SessionList } from '@/components/sessions/session-list';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { listSessions } from '@/lib/sessions/list-sessions';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import { revokeOtherSessionsAction, revokeSessionAction } from './actions';

export const metadata: Metadata = { title: 'Sessions' };

export default async function SessionsPage() {
  const { grant } = await requirePerson('/account/sessions');
  const sessions = await listSessions(webDeps(), grant);
  return (
    <>
      <PageHeader
        title="Sessions"
        description="If you do not recognise one of these, sign it out and change your password."
        actions={<ButtonLink href="/account/activity">Sign-in activity</ButtonLink>}
      />
      <SessionList
        sessions={sessions.map((session) => ({
          ...session,
          createdAt: session.createdAt.toISOString(),
          lastSeenAt: session.lastSeenAt.toISOString(),
        }))}
        revoke={revokeSessionAction}
        revokeOthers={revokeOtherSessionsAction}
      />
    </>
  );
}
