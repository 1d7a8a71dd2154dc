'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { DialogBody, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { QrCode } from '../ui/qr-code';
import { SecretField } from '../ui/secret-field';
import { CodeInput } from './code-input';

export type Enrolment = { enrolmentId: string; secret: string; uri: string };
export type Confirm = (
  previous: ActionState<{ recoveryCodes: string[] }>,
  data: FormData,
) => Promise<ActionState<{ recoveryCodes: string[] }>>;

/** The secret for the app, and the field for its first code. */
export function SetupView({
  enrolment,
  confirm,
  onConfirmed,
}: {
  enrolment: Enrolment;
  confirm: Confirm;
  onConfirmed: (recoveryCodes: string[]) => void;
}) {
  const [state, action, pending] = useActionState(
    async (previous: ActionState<{ recoveryCodes: string[] }>, data: FormData) => {
      const answer = await confirm(previous, data);
      if (answer.status === 'ok') onConfirmed(answer.data.recoveryCodes);
      return answer;
    },
    idle,
  );
  return (
    <Form state={state} pending={pending} action={action}>
      <input type="hidden" name="enrolmentId" value={enrolment.enrolmentId} />
      <DialogBody>
        <div className="flex flex-col gap-5 sm:flex-row">
          <QrCode value={enrolment.uri} label="QR code for your authenticator app" />
          <div className="min-w-0 flex-1 space-y-5">
            <p className="text-sm text-muted">
              Scan this with your authenticator app, or type the key into it. Then enter the code
              that the app shows. Turning it on signs out all your other sessions.
            </p>
            <SecretField
              label="Setup key"
              value={enrolment.secret}
              hint={<span className="font-mono">{inFours(enrolment.secret)}</span>}
            />
          </div>
        </div>
        <Field label="Authentication code" name="code" hint="Six digits." required>
          <CodeInput />
        </Field>
      </DialogBody>
      <DialogFooter>
        <SubmitButton>Turn on</SubmitButton>
      </DialogFooter>
    </Form>
  );
}

/** As it is easiest to type from one screen into another. */
function inFours(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret;
}
