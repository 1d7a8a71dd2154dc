'use client';

import type { ActionState } from '@/lib/kernel/action-state';
import { Form, SubmitButton } from '../ui/form';
import { useAct } from '../ui/use-act';

/** The yes to a sign-in that an identity provider began. */
export function ConfirmSso({
  confirm,
  ticket,
}: {
  confirm: (previous: ActionState<never>, data: { ticket: string }) => Promise<ActionState<never>>;
  ticket: string;
}) {
  const [state, action, pending] = useAct((previous: ActionState<never>) =>
    confirm(previous, { ticket }),
  );
  return (
    <Form state={state} pending={pending} action={action}>
      <SubmitButton size="lg" className="w-full">
        Sign in
      </SubmitButton>
    </Form>
  );
}
