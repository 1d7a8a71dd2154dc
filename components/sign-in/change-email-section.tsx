'use client';

import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Badge } from '../ui/badge';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { Section } from '../ui/card';
import { Dialog, DialogBody, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { Time } from '../ui/time';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import { useStepUp } from './step-up';
import { unreachable } from '../ui/unreachable';

type Act<T> = (previous: ActionState<T>, data: FormData) => Promise<ActionState<T>>;
type PlainAct = (
  previous: ActionState<null>,
  input: Record<string, never>,
) => Promise<ActionState<null>>;

export type EmailActions = {
  request: Act<null>;
  confirmByCode: Act<{ email: string }>;
  resend: PlainAct;
  cancel: PlainAct;
};

/** A change that waits; the moment as ISO 8601. */
export type PendingEmailView = {
  email: string;
  askedAt: string;
  code: 'works' | 'elsewhere' | 'ended';
};

/** The address on the profile page: asked to become another one, and what waits for its proof. */
export function ChangeEmailSection({
  email,
  pending,
  actions,
}: {
  email: string;
  pending: PendingEmailView | null;
  actions: EmailActions;
}) {
  const [isAsking, setAsking] = useState(false);
  const { guard, dialog } = useStepUp('email.change');
  return (
    <>
      <Section
        title="Email address"
        description="You sign in with it, and mails about your account go there."
        actions={<Button onClick={() => setAsking(true)}>Change email</Button>}
      >
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="font-medium wrap-anywhere">{email}</span>
          <Badge tone="success">In use</Badge>
        </p>
        {pending && <PendingChange key={pending.email} pending={pending} actions={actions} />}
      </Section>
      <Dialog
        title="Change email"
        description="We mail a link and a code to the new address. Until you confirm it, your present address stays in use. We tell it about this by mail, too."
        open={isAsking}
        onOpenChange={setAsking}
      >
        <RequestForm
          request={(previous, data) => guard(() => actions.request(previous, data))}
          onAsked={() => setAsking(false)}
        />
        {dialog}
      </Dialog>
    </>
  );
}

function RequestForm({ request, onAsked }: { request: Act<null>; onAsked: () => void }) {
  const [state, action, pending] = useAct(async (previous: ActionState<null>, data: FormData) => {
    const answer = await request(previous, data);
    if (answer.status === 'ok') onAsked();
    return answer;
  });
  return (
    <Form state={state} pending={pending} action={action}>
      <DialogBody>
        <Field label="New email" name="email" required>
          <Input type="email" autoComplete="email" spellCheck={false} maxLength={254} />
        </Field>
      </DialogBody>
      <DialogFooter>
        <SubmitButton>Send confirmation</SubmitButton>
      </DialogFooter>
    </Form>
  );
}

function PendingChange({ pending, actions }: { pending: PendingEmailView; actions: EmailActions }) {
  const { show } = useToast();
  const [problem, setProblem] = useState<string>();
  const [running, setRunning] = useState<'resend' | 'cancel' | null>(null);

  function run(name: 'resend' | 'cancel', done: string) {
    setProblem(undefined);
    setRunning(name);
    actions[name](idle, {})
      .then(
        (answer) => {
          if (answer.status === 'ok') show({ tone: 'success', title: done });
          if (answer.status === 'error') setProblem(answer.message);
        },
        () => setProblem(unreachable.message),
      )
      .finally(() => setRunning(null));
  }

  return (
    <div className="mt-5 space-y-4 border-t border-line pt-5">
      <div>
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="font-medium wrap-anywhere">{pending.email}</span>
          <Badge tone="warning">Waits for confirmation</Badge>
        </p>
        <p className="mt-1 measure text-xs text-muted">
          You asked for this <Time value={pending.askedAt} />. Open the link in the mail to this
          address within a day.{' '}
          {pending.code === 'elsewhere' &&
            'The code in the mail works only in the browser in which you asked.'}
          {pending.code === 'ended' && 'The code in the mail no longer works; the link does.'}
        </p>
      </div>
      {problem !== undefined && (
        <Banner tone="danger" role="alert">
          {problem}
        </Banner>
      )}
      {pending.code === 'works' && <CodeForm confirm={actions.confirmByCode} />}
      <div className="flex flex-wrap gap-2">
        <Button
          loading={running === 'resend'}
          onClick={() => run('resend', 'The mail is on its way again')}
        >
          Send again
        </Button>
        <Button
          variant="ghost"
          loading={running === 'cancel'}
          onClick={() => run('cancel', 'The change was cancelled')}
        >
          Cancel change
        </Button>
      </div>
    </div>
  );
}

function CodeForm({ confirm }: { confirm: Act<{ email: string }> }) {
  const { show } = useToast();
  const [state, action, pending] = useAct(
    async (previous: ActionState<{ email: string }>, data: FormData) => {
      const answer = await confirm(previous, data);
      if (answer.status === 'ok') {
        show({
          tone: 'success',
          title: 'Your new address is in use',
          description: 'Your other sessions were signed out.',
        });
      }
      return answer;
    },
  );
  return (
    <Form state={state} pending={pending} action={action} className="max-w-80 space-y-3">
      <Field
        label="Code"
        name="code"
        hint="8 characters, from the mail. It works for 10 minutes."
        required
      >
        <Input
          mono
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          className="tracking-[0.2em] uppercase"
        />
      </Field>
      <SubmitButton>Confirm new address</SubmitButton>
    </Form>
  );
}
