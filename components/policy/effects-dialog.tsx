'use client';

import type { ReactNode } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import type { PolicyEffect } from '@/lib/policy/model';
import { firstNames } from '../orgs/first-names';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Form, SubmitButton } from '../ui/form';
import { effectWords } from './effect-words';

type Props = {
  effects: readonly PolicyEffect[];
  state: ActionState<null>;
  pending: boolean;
  onConfirm: () => void;
  onClose: () => void;
  /** A dialog over this one: for a fresh proof. */
  above: ReactNode;
};

/** Says whom a policy hits before it is saved. */
export function EffectsDialog({ effects, state, pending, onConfirm, onClose, above }: Props) {
  return (
    <Dialog
      title="Save this policy?"
      description="It counts from everybody’s next click and from the next call of every key. Found among open sessions and the sign-ins of the last 30 days:"
      open
      keepOnOutsidePress
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Form action={onConfirm} state={state} pending={pending}>
        <DialogBody>
          {effects.length === 0 ? (
            <p className="text-sm">Nobody is shut out any more, and no key is refused.</p>
          ) : (
            <ul className="divide-y divide-line rounded-lg border border-line">
              {effects.map((effect) => (
                <Effect key={effect.kind} {...effect} />
              ))}
            </ul>
          )}
        </DialogBody>
        <DialogFooter>
          <DialogClose>
            <Button disabled={pending}>Cancel</Button>
          </DialogClose>
          <SubmitButton>Save and apply</SubmitButton>
        </DialogFooter>
      </Form>
      {above}
    </Dialog>
  );
}

function Effect({ kind, count, names }: PolicyEffect) {
  const { title, then } = effectWords(kind, count);
  return (
    <li className="px-3 py-2.5 text-sm">
      <p className="font-medium">{title}</p>
      <p className="mt-0.5 wrap-anywhere">{firstNames(names, count)}</p>
      <p className="mt-0.5 text-muted">{then}</p>
    </li>
  );
}
