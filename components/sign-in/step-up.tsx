'use client';

import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import type { StepUpMethod } from '@/lib/sign-in/model';
import { CodeInput } from '../mfa/code-input';
import { Dialog, DialogBody, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { PasswordInput } from '../ui/password-input';
import { useAct } from '../ui/use-act';

export type Prove = (previous: ActionState<null>, data: FormData) => Promise<ActionState<null>>;

type Props = { prove: Prove; method: StepUpMethod };

/**
 * For sensitive acts: `guard(act)` runs one, and where it needs a fresh proof of identity asks for that in a dialog and
 * runs it once more. Render `dialog` beside what acts.
 */
export function useStepUp({ prove, method }: Props) {
  const [asked, setAsked] = useState<{ settle: (isProved: boolean) => void } | null>(null);

  async function guard<T>(act: () => Promise<ActionState<T>>): Promise<ActionState<T>> {
    const answer = await act();
    if (answer.status !== 'error' || answer.code !== 'reauthentication-required') return answer;
    const isProved = await new Promise<boolean>((resolve) => setAsked({ settle: resolve }));
    setAsked(null);
    return isProved ? act() : idle;
  }

  const dialog = (
    <Dialog
      title="Confirm that it is you"
      description={
        method === 'totp'
          ? 'This changes how your account is guarded. Enter the code that your authenticator app shows.'
          : 'This changes how your account is guarded. Enter your password.'
      }
      size="sm"
      open={asked !== null}
      onOpenChange={(open) => {
        if (!open) asked?.settle(false);
      }}
    >
      {asked && <ProofForm prove={prove} method={method} onProved={() => asked.settle(true)} />}
    </Dialog>
  );
  return { guard, dialog };
}

function ProofForm({ prove, method, onProved }: Props & { onProved: () => void }) {
  const [state, action, pending] = useAct(async (previous: ActionState<null>, data: FormData) => {
    const answer = await prove(previous, data);
    if (answer.status === 'ok') onProved();
    return answer;
  });
  return (
    <Form state={state} pending={pending} action={action}>
      <DialogBody>
        {method === 'totp' ? (
          <Field label="Authentication code" name="proof" required>
            <CodeInput />
          </Field>
        ) : (
          <Field label="Password" name="proof" required>
            <PasswordInput autoComplete="current-password" />
          </Field>
        )}
      </DialogBody>
      <DialogFooter>
        <SubmitButton>Confirm</SubmitButton>
      </DialogFooter>
    </Form>
  );
}
