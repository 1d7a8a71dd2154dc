'use client';

import { useActionState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { TextLink } from '../ui/text-link';
import { CodeInput } from './code-input';

type Finish = (previous: ActionState<never>, data: FormData) => Promise<ActionState<never>>;
type Kind = 'totp' | 'recovery-code';

/** `next` is where to go afterwards; the server lets only its own paths through. */
export function SecondFactorForm({
  finish,
  kind,
  next,
}: {
  finish: Finish;
  kind: Kind;
  next: string | null;
}) {
  const [state, action, pending] = useActionState(finish, idle);
  const isOver = state.status === 'error' && state.code === 'challenge-invalid';
  return (
    <Form state={state} pending={pending} action={action}>
      <input type="hidden" name="kind" value={kind} />
      {next !== null && <input type="hidden" name="next" value={next} />}
      {isOver && (
        <p className="text-sm">
          <TextLink href={addressOf('/sign-in', { next })}>Begin again</TextLink>
        </p>
      )}
      {kind === 'totp' ? (
        <Field label="Authentication code" name="code" hint="Six digits." required>
          <CodeInput large />
        </Field>
      ) : (
        <Field label="Recovery code" name="code" hint="Sixteen letters and digits." required>
          <Input large autoFocus mono autoComplete="off" spellCheck={false} maxLength={40} />
        </Field>
      )}
      <SubmitButton size="lg" className="w-full">
        Continue
      </SubmitButton>
      <p className="text-center text-sm">
        {kind === 'totp' ? (
          <TextLink href={addressOf('/sign-in/mfa', { with: 'recovery-code', next })}>
            Use a recovery code
          </TextLink>
        ) : (
          <TextLink href={addressOf('/sign-in/mfa', { next })}>Use the authenticator app</TextLink>
        )}
      </p>
    </Form>
  );
}

function addressOf(path: string, query: Record<string, string | null>): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
