'use client';

import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { Banner } from './banner';
import { Button } from './button';
import { cx } from './cx';
import { backdropClass, dialogPopupClass, DialogFooter } from './dialog';
import { Field } from './field';
import { Input } from './input';
import { unreachable } from './unreachable';

export type ConfirmDialogProps = {
  title: string;
  /** What will happen, in words, and whether it can be undone. */
  description: ReactNode;
  /** Says what it does: "Revoke key". */
  confirmLabel: string;
  /** Closes when it answers without an error; an error's message is shown, and the dialog stays. */
  onConfirm: () => Promise<ActionState | undefined>;
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  tone?: 'danger' | 'neutral';
  /** For what cannot be undone: this exact text must be typed first. */
  typeToConfirm?: string;
  children?: ReactNode;
};

/** Asks before a destructive act. Clicking beside it does not close it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, description, confirmLabel, tone = 'danger', typeToConfirm } = props;
  const [ownOpen, setOwnOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const [pending, setPending] = useState(false);
  const open = props.open ?? ownOpen;
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm;

  const changeOpen = (next: boolean) => {
    setTyped('');
    setProblem(undefined);
    setOwnOpen(next);
    props.onOpenChange?.(next);
  };
  const confirm = () => {
    if (!ready || pending) return;
    setPending(true);
    props
      .onConfirm()
      .then(
        (answer) => {
          if (answer?.status === 'error') setProblem(answer.message);
          else changeOpen(false);
        },
        () => setProblem(unreachable.message),
      )
      .finally(() => setPending(false));
  };

  return (
    <AlertDialog.Root open={open} onOpenChange={changeOpen}>
      {props.trigger && <AlertDialog.Trigger render={props.trigger} />}
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdropClass} />
        <AlertDialog.Popup className={cx(dialogPopupClass, 'sm:max-w-110')}>
          <div className="space-y-4 px-5 pt-4 pb-5">
            <div>
              <AlertDialog.Title className="text-base font-medium">{title}</AlertDialog.Title>
              <AlertDialog.Description render={<div />} className="mt-1 text-sm text-muted">
                {description}
              </AlertDialog.Description>
            </div>
            {props.children}
            {typeToConfirm !== undefined && (
              <Field label={`Type “${typeToConfirm}” to confirm`}>
                <Input
                  value={typed}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => {
                    setTyped(event.currentTarget.value);
                  }}
                  onKeyDown={(event) => {
                    if (event.key === 'Enter') confirm();
                  }}
                />
              </Field>
            )}
            {problem && (
              <Banner tone="danger" role="alert">
                {problem}
              </Banner>
            )}
          </div>
          <DialogFooter>
            <AlertDialog.Close render={<Button>Cancel</Button>} />
            <Button
              variant={tone === 'danger' ? 'danger' : 'primary'}
              loading={pending}
              disabled={!ready}
              onClick={confirm}
            >
              {confirmLabel}
            </Button>
          </DialogFooter>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
