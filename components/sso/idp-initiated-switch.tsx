'use client';

import { useState } from 'react';
import { Banner } from '../ui/banner';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Switch } from '../ui/switch';
import { useConnectionAct } from './use-connection-act';
import type { ConnectionAction, ConnectionView } from './views';

type Props = {
  connection: Pick<ConnectionView, 'id' | 'allowsIdpInitiated'>;
  updateIdpInitiated: ConnectionAction;
};

/** Whether the identity provider may begin a sign-in, as its page of applications does. Turned on only after a warning. */
export function IdpInitiatedSwitch({
  connection: { id, allowsIdpInitiated },
  updateIdpInitiated,
}: Props) {
  const { act, dialog } = useConnectionAct();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const save = (next: boolean) =>
    act(
      updateIdpInitiated,
      { connectionId: id, allowsIdpInitiated: next },
      { title: next ? 'The identity provider may begin' : 'Sign-in begins here alone' },
    );
  const turnOff = async () => {
    setProblem(null);
    const answer = await save(false);
    if (answer.status === 'error') setProblem(answer.message);
  };
  return (
    <div className="space-y-3">
      <Switch
        label="Sign-in begun by the identity provider"
        hint="For the tiles on its page of applications. Off, people begin at the sign-in page of Gatehouse, which is safer."
        checked={allowsIdpInitiated}
        onCheckedChange={(next) => {
          if (next) setAsking(true);
          else void turnOff();
        }}
      />
      {problem !== null && (
        <Banner tone="danger" role="alert">
          {problem}
        </Banner>
      )}
      <ConfirmDialog
        title="Let the identity provider begin?"
        description="Gatehouse then takes responses that it did not ask for. Nothing ties such a response to the browser that brings it: whoever gets hold of one within its few minutes can sign in with it. Each is taken once, every other check holds, and people are asked first whether they are the one whom it names."
        confirmLabel="Let it begin"
        open={asking}
        onOpenChange={setAsking}
        onConfirm={() => save(true)}
      />
      {dialog}
    </div>
  );
}
