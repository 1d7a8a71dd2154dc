'use client';

import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import type { SsoWay } from '@/lib/sso-sign-in/model';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { RadioCards } from '../ui/radio-cards';
import { useAct } from '../ui/use-act';
import { useLeaving } from '../ui/use-leaving';

type Answer = { url: string } | { ways: SsoWay[] };
export type StartSso = (
  previous: ActionState<Answer>,
  input: { email: string; connectionId?: string; next?: string; timeZone: string },
) => Promise<ActionState<Answer>>;

/** An address, and where its company has several identity providers, the choice of one. */
export function SsoForm({
  start,
  next,
  email,
}: {
  start: StartSso;
  next: string | null;
  email: string;
}) {
  const [isLeaving, setLeaving] = useLeaving<true>();
  const [ways, setWays] = useState<{ of: string; list: SsoWay[] } | null>(null);
  const [state, action, pending] = useAct(
    async (previous: ActionState<Answer>, data: FormData): Promise<ActionState<Answer>> => {
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      const typed = textOf(data, 'email');
      // Another address is another company, with ways of its own.
      const connectionId = ways?.of === typed ? textOf(data, 'connectionId') : '';
      const answer = await start(previous, {
        email: typed,
        timeZone,
        ...(next !== null && { next }),
        ...(connectionId !== '' && { connectionId }),
      });
      if (answer.status !== 'ok') return answer;
      if ('ways' in answer.data) {
        setWays({ of: typed, list: answer.data.ways });
      } else {
        // No form may lead to another site (content security policy); the button keeps turning until the page is gone.
        setLeaving(true);
        window.location.assign(answer.data.url);
      }
      return answer;
    },
  );
  return (
    <Form state={state} pending={pending || isLeaving === true} action={action}>
      <Field label="Work email" name="email" required>
        <Input
          large
          type="email"
          defaultValue={email}
          autoComplete="username"
          inputMode="email"
          spellCheck={false}
        />
      </Field>
      {ways !== null && (
        <RadioCards
          label="Which way do you sign in?"
          name="connectionId"
          options={ways.list.map(({ connectionId, name }) => ({
            value: connectionId,
            label: name,
          }))}
          defaultValue={ways.list[0]?.connectionId ?? ''}
        />
      )}
      <SubmitButton size="lg" className="w-full">
        Continue
      </SubmitButton>
    </Form>
  );
}

function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
