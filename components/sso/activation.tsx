'use client';

import { useState } from 'react';
import { newestTested } from '@/lib/sso/model';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { DisabledAction } from '../ui/disabled-action';
import { Time } from '../ui/time';
import { sessionsInWords } from './sessions-in-words';
import { useConnectionAct } from './use-connection-act';
import type { ConnectionAction, ConnectionView } from './views';

type Props = {
  connection: ConnectionView;
  /** Sessions that came by the connection and are open. */
  openSessions: number;
  activateConnection: ConnectionAction;
  deactivateConnection: ConnectionAction;
};

/** By which version people sign in, and the way to the newest that has passed a test. */
export function Activation({ connection, openSessions, ...actions }: Props) {
  const { id, name, activeVersion, activatedAt, versions } = connection;
  const { act, dialog } = useConnectionAct();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const tested = newestTested(versions)?.version ?? null;
  const newest = versions[0]?.version ?? null;
  const activate = async (version: number) => {
    setPending(true);
    setProblem(null);
    const answer = await act(
      actions.activateConnection,
      { connectionId: id, version },
      { title: `People sign in by version ${version} now` },
    );
    setPending(false);
    if (answer.status === 'error') setProblem(answer.message);
  };
  return (
    <div className="space-y-4 text-sm">
      <p className="measure">
        {activeVersion === null || activatedAt === null ? (
          'Nobody signs in by this connection yet.'
        ) : (
          <>
            People sign in by version {activeVersion}, since <Time value={activatedAt} />.
          </>
        )}
        {newest !== tested && newest !== null && (
          <> Version {newest} has passed no test and changes nothing until it has.</>
        )}
      </p>
      {problem !== null && (
        <Banner tone="danger" role="alert">
          {problem}
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        {tested === null && (
          <DisabledAction
            variant="primary"
            reason="Run a test sign-in first. Only a version that has passed one can be activated."
          >
            Activate
          </DisabledAction>
        )}
        {tested !== null && (activeVersion === null || tested > activeVersion) && (
          <Button variant="primary" loading={pending} onClick={() => void activate(tested)}>
            Activate version {tested}
          </Button>
        )}
        {activeVersion !== null && (
          <ConfirmDialog
            title={`Deactivate ${name}?`}
            description={`Nobody signs in by it from now on. ${sessionsInWords(openSessions)} Its versions stay, and can be activated again.`}
            confirmLabel="Deactivate"
            trigger={<Button>Deactivate</Button>}
            onConfirm={() =>
              act(
                actions.deactivateConnection,
                { connectionId: id },
                { title: `${name} is not active any more` },
              )
            }
          />
        )}
      </div>
      {dialog}
    </div>
  );
}
