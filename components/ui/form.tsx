'use client';

import { startTransition, useId } from 'react';
import type { ReactNode } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { Button } from './button';
import type { ButtonProps } from './button';
import { cx } from './cx';
import { FormContext, useFormContext } from './field-context';
import { FormErrorSummary } from './form-error-summary';

/**
 * A form over `useActionState`:
 * `const [state, action, pending] = useActionState(createKey, idle)`.
 * Fields find their errors by name; the summary takes the focus. What was typed stays after an
 * error: React empties a form after its action, so scripts submit it by hand, and only a browser
 * without them uses `action` as such.
 */
export function Form({
  action,
  address,
  state,
  pending = false,
  className,
  children,
}: {
  action: (data: FormData) => void;
  /** Of the route that takes the form (`usePost`), for a browser without scripts; a Server Action has its own way. */
  address?: string;
  state?: ActionState;
  pending?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <FormContext
      value={{ id, pending, fieldErrors: state?.status === 'error' ? state.fieldErrors : {} }}
    >
      <form
        {...(address === undefined ? { action } : { action: address, method: 'post' })}
        noValidate
        className={cx('space-y-5', className)}
        onSubmit={(event) => {
          event.preventDefault();
          if (pending) return;
          const submitter = event.nativeEvent.submitter;
          const data = new FormData(event.currentTarget, submitter);
          // React's own fields for browsers without scripts; a strict schema would refuse them.
          for (const name of [...data.keys()]) if (name.startsWith('$ACTION')) data.delete(name);
          startTransition(() => action(data));
        }}
      >
        {state?.status === 'error' && <FormErrorSummary error={state} />}
        {children}
      </form>
    </FormContext>
  );
}

/** Sends the form around it, and turns while the answer is awaited. */
export function SubmitButton({
  variant = 'primary',
  ...rest
}: Omit<ButtonProps, 'type' | 'loading'>) {
  const form = useFormContext();
  return <Button {...rest} type="submit" variant={variant} loading={form?.pending ?? false} />;
}
