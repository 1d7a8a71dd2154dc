'use client';

import { useState } from 'react';
import type { ReactElement } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import type { SensitiveAct } from '@/lib/sessions/sensitive-acts';
import type { StepUpMethod } from '@/lib/sign-in/model';
import { CodeInput } from '../mfa/code-input';
import { DialogBody, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { PasswordInput } from '../ui/password-input';
import { LinkButton, TextLink } from '../ui/text-link';
import { useAct } from '../ui/use-act';
import { ProviderProofs } from './provider-proofs';
import { useStepUpActions, type StepUpWays } from './step-up-provider';

type Look = { label: string; input: ReactElement; switchTo: string };

const looks: Record<StepUpMethod, Look> = {
  totp: {
    label: 'Authentication code',
    input: <CodeInput />,
    switchTo: 'Use the authenticator app',
  },
  'recovery-code': {
    label: 'Recovery code',
    input: <Input mono autoComplete="off" spellCheck={false} />,
    switchTo: 'Use a recovery code',
  },
  password: {
    label: 'Password',
    input: <PasswordInput autoComplete="current-password" />,
    switchTo: 'Use your password',
  },
};

type Props = { act: SensitiveAct; ways: StepUpWays; onProved: () => void };

/** Asks for a proof of identity by the best method that the person has, and offers the others. */
export function ProofForm({ ways: { methods, providers, sso }, ...rest }: Props) {
  const [chosen, setChosen] = useState(methods[0]);
  const leads = providers.length > 0 || sso;
  if (chosen === undefined && !leads) return <SignInAgain />;
  const others = methods.filter((method) => method !== chosen);
  return (
    <>
      {chosen !== undefined && (
        <MethodForm key={chosen} {...rest} method={chosen} others={others} onSwitch={setChosen} />
      )}
      {leads && <ProviderProofs act={rest.act} providers={providers} sso={sso} />}
    </>
  );
}

function MethodForm({
  act,
  method,
  others,
  onSwitch,
  onProved,
}: Omit<Props, 'ways'> & {
  method: StepUpMethod;
  others: StepUpMethod[];
  onSwitch: (method: StepUpMethod) => void;
}) {
  const { prove } = useStepUpActions();
  const [state, action, pending] = useAct(async (previous: ActionState<null>, data: FormData) => {
    const answer = await prove(previous, data);
    if (answer.status === 'ok') onProved();
    return answer;
  });
  return (
    <Form state={state} pending={pending} action={action}>
      <input type="hidden" name="act" value={act} />
      <input type="hidden" name="method" value={method} />
      <DialogBody>
        <Field label={looks[method].label} name="proof" required>
          {looks[method].input}
        </Field>
        {others.map((other) => (
          <p key={other} className="text-sm">
            <LinkButton onClick={() => onSwitch(other)}>{looks[other].switchTo}</LinkButton>
          </p>
        ))}
      </DialogBody>
      <DialogFooter>
        <SubmitButton>Confirm</SubmitButton>
      </DialogFooter>
    </Form>
  );
}

/** Where somebody has nothing to type: the sign-in itself is the proof. */
function SignInAgain() {
  return (
    <DialogBody>
      <p className="text-sm">
        Sign out and sign in again, then come back within ten minutes. See{' '}
        <TextLink href="/account/security">how you sign in</TextLink>.
      </p>
    </DialogBody>
  );
}
