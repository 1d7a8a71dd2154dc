'use client';

import { Laptop, MonitorSmartphone, Smartphone, Tablet } from 'lucide-react';
import { methodNames, type SessionSummary } from '@/lib/sessions/model';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Section } from '../ui/card';
import { Time } from '../ui/time';
import { useTimeContext } from '../ui/time-zone';
import { useToast } from '../ui/toast';
import { sessionLabels, sessionName } from './session-labels';

/** Dates as ISO 8601, since they cross from the server. */
export type SessionView = Omit<SessionSummary, 'createdAt' | 'lastSeenAt'> & {
  createdAt: string;
  lastSeenAt: string;
};

type Revoke = (
  previous: ActionState<null>,
  input: { sessionId: string },
) => Promise<ActionState<null>>;
type RevokeOthers = (
  previous: ActionState<{ revoked: number }>,
  input: object,
) => Promise<ActionState<{ revoked: number }>>;

const icons = {
  desktop: Laptop,
  phone: Smartphone,
  tablet: Tablet,
  unknown: MonitorSmartphone,
} as const;

/** Where the person is signed in, and the ways to end it. */
export function SessionList({
  sessions,
  revoke,
  revokeOthers,
}: {
  sessions: readonly SessionView[];
  revoke: Revoke;
  revokeOthers: RevokeOthers;
}) {
  const labels = sessionLabels(sessions, useTimeContext()?.timeZone ?? 'UTC');
  const others = sessions.filter((session) => !session.isCurrent).length;
  return (
    <Section
      title={sessions.length === 1 ? '1 session' : `${sessions.length} sessions`}
      description="One for each browser in which you are signed in. A session ends after 7 days without use, and after 30 days at the latest."
      actions={others > 0 && <RevokeOthersButton count={others} revokeOthers={revokeOthers} />}
      flush
    >
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            label={labels.get(session.id) ?? sessionName(session)}
            revoke={revoke}
          />
        ))}
      </ul>
    </Section>
  );
}

function SessionRow({
  session,
  label,
  revoke,
}: {
  session: SessionView;
  /** Its name that no other session here has. */
  label: string;
  revoke: Revoke;
}) {
  const Icon = icons[session.device];
  const name = sessionName(session);
  return (
    <li className="flex items-start gap-3 px-4 py-3.5 sm:items-center sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-bg text-muted">
        <Icon size={16} aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
          {name}
          {session.isCurrent && <Badge tone="success">This browser</Badge>}
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-muted">
          <span className="font-mono break-all">{session.ip ?? 'Unknown address'}</span>
          <span>{methodNames[session.method] ?? session.method}</span>
          <span>
            Last used <Time value={session.lastSeenAt} />
          </span>
          <span>
            Signed in <Time value={session.createdAt} />
          </span>
        </p>
      </div>
      {!session.isCurrent && <RevokeButton session={session} label={label} revoke={revoke} />}
    </li>
  );
}

function RevokeButton({
  session,
  label,
  revoke,
}: {
  session: SessionView;
  label: string;
  revoke: Revoke;
}) {
  const { id, ip } = session;
  const name = sessionName(session);
  const { show } = useToast();
  return (
    <ConfirmDialog
      title={`Sign out ${name}?`}
      description={
        <>
          Its network address is <span className="font-mono break-all">{ip ?? 'unknown'}</span>.
          Whoever uses it is signed out at their next click, and has to sign in again.
        </>
      }
      confirmLabel="Sign out"
      trigger={
        <Button size="sm" aria-label={`Sign out ${label}`}>
          Sign out
        </Button>
      }
      onConfirm={async () => {
        const answer = await revoke(idle, { sessionId: id });
        if (answer.status === 'ok') show({ tone: 'success', title: `${name} was signed out` });
        return answer;
      }}
    />
  );
}

function RevokeOthersButton({
  count,
  revokeOthers,
}: {
  count: number;
  revokeOthers: RevokeOthers;
}) {
  const { show } = useToast();
  return (
    <ConfirmDialog
      title="Sign out all other sessions?"
      description={`You stay signed in here. ${count === 1 ? 'One other browser is' : `${count} other browsers are`} signed out at once.`}
      confirmLabel="Sign out all others"
      trigger={<Button variant="danger-quiet">Sign out all other sessions</Button>}
      onConfirm={async () => {
        const answer = await revokeOthers(idle, {});
        if (answer.status === 'ok')
          show({ tone: 'success', title: 'All other sessions were signed out' });
        return answer;
      }}
    />
  );
}
