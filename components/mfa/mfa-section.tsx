'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { fewRecoveryCodes } from '@/lib/mfa/model';
import { useStepUp } from '../sign-in/step-up';
import { Badge } from '../ui/badge';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { Section } from '../ui/card';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { DescriptionList } from '../ui/description-list';
import { Dialog } from '../ui/dialog';
import { Time } from '../ui/time';
import { useToast } from '../ui/toast';
import { RecoveryCodesView } from './recovery-codes-view';
import { SetupView, type Confirm, type Enrolment } from './setup-view';
import { unreachable } from '../ui/unreachable';

type Act<T> = (previous: ActionState<T>, input: Record<string, never>) => Promise<ActionState<T>>;

export type MfaActions = {
  start: Act<Enrolment>;
  confirm: Confirm;
  renewCodes: Act<{ recoveryCodes: string[] }>;
  turnOff: Act<null>;
};

/** Of `MfaStatus`, with moments as ISO 8601. */
export type MfaView =
  | { isOn: false }
  | { isOn: true; since: string; lastUsedAt: string | null; recoveryCodesLeft: number };

type Step = { name: 'setup'; enrolment: Enrolment } | { name: 'codes'; codes: string[] } | null;

const idleState = { status: 'idle' } as const;

/** Two-factor authentication on the security page: set up, moved to another app, new codes, turned off. */
export function MfaSection({
  status,
  account,
  actions,
}: {
  status: MfaView;
  account: string;
  actions: MfaActions;
}) {
  const router = useRouter();
  const { show } = useToast();
  const { guard, dialog } = useStepUp('mfa.change');
  const [step, setStep] = useState<Step>(null);
  const [isTurningOff, setTurningOff] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isStarting, setStarting] = useState(false);
  const [isRenewing, setRenewing] = useState(false);

  function setUp() {
    setProblem(undefined);
    // No transition: what happens in the dialog of the proof would wait for its end.
    setStarting(true);
    guard(() => actions.start(idleState, {}))
      .then(
        (answer) => {
          if (answer.status === 'ok') setStep({ name: 'setup', enrolment: answer.data });
          if (answer.status === 'error') setProblem(answer.message);
        },
        () => setProblem(unreachable.message),
      )
      .finally(() => setStarting(false));
  }
  const close = () => {
    setStep(null);
    router.refresh();
  };

  return (
    <>
      <Section
        title="Two-factor authentication"
        description="Every sign-in then also asks for a code from an authenticator app on your phone."
        actions={
          status.isOn ? (
            <Badge tone="success">On</Badge>
          ) : (
            <Button variant="primary" loading={isStarting} onClick={setUp}>
              Set up authenticator app
            </Button>
          )
        }
        flush={status.isOn}
      >
        {(status.isOn || problem !== undefined) && (
          <>
            {problem !== undefined && (
              <div className={status.isOn ? 'p-4 sm:px-5' : undefined}>
                <Banner tone="danger" role="alert">
                  {problem}
                </Banner>
              </div>
            )}
            {status.isOn && (
              <>
                <DescriptionList items={factsOf(status)} />
                <div className="flex flex-wrap gap-2 border-t border-line px-4 py-3 sm:px-5">
                  <Button loading={isStarting} onClick={setUp}>
                    Set up another app
                  </Button>
                  <Button onClick={() => setRenewing(true)}>Make new recovery codes</Button>
                  <Button variant="danger-quiet" onClick={() => setTurningOff(true)}>
                    Turn off
                  </Button>
                </div>
              </>
            )}
          </>
        )}
      </Section>
      <Dialog
        title={step?.name === 'codes' ? 'Recovery codes' : 'Set up authenticator app'}
        open={step !== null}
        dismissible={step?.name !== 'codes'}
        keepOnOutsidePress
        onOpenChange={(open) => {
          if (!open) close();
        }}
      >
        {step?.name === 'setup' && (
          <SetupView
            enrolment={step.enrolment}
            confirm={actions.confirm}
            onConfirmed={(codes) => setStep({ name: 'codes', codes })}
          />
        )}
        {step?.name === 'codes' && (
          <RecoveryCodesView codes={step.codes} account={account} onSaved={close} />
        )}
      </Dialog>
      <ConfirmDialog
        title="Make new recovery codes?"
        description="You get ten new ones, shown once. The ones that you saved before stop working."
        confirmLabel="Make new codes"
        tone="neutral"
        open={isRenewing}
        onOpenChange={setRenewing}
        onConfirm={async () => {
          const answer = await guard(() => actions.renewCodes(idleState, {}));
          if (answer.status === 'ok') setStep({ name: 'codes', codes: answer.data.recoveryCodes });
          return answer;
        }}
      />
      <ConfirmDialog
        title="Turn off two-factor authentication?"
        description="Signing in will no longer ask for a code. All your other sessions are signed out, and your recovery codes stop working."
        confirmLabel="Turn off"
        open={isTurningOff}
        onOpenChange={setTurningOff}
        onConfirm={async () => {
          const answer = await guard(() => actions.turnOff(idleState, {}));
          if (answer.status === 'ok') {
            show({ tone: 'success', title: 'Two-factor authentication is off' });
            router.refresh();
          }
          return answer;
        }}
      />
      {dialog}
    </>
  );
}

function factsOf(status: Extract<MfaView, { isOn: true }>) {
  const { since, lastUsedAt, recoveryCodesLeft: left } = status;
  return [
    { term: 'On since', value: <Time value={since} /> },
    { term: 'Last used', value: lastUsedAt === null ? 'Not yet' : <Time value={lastUsedAt} /> },
    {
      term: 'Recovery codes left',
      value:
        left < fewRecoveryCodes ? (
          <span className="text-warning-text">{left} of 10: make new ones</span>
        ) : (
          `${left} of 10`
        ),
    },
  ];
}
