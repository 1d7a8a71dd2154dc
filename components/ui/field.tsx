'use client';

import { CircleAlert } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { cx } from './cx';
import { FieldContext, fieldControlId, useFormContext } from './field-context';

export type FieldProps = {
  label: string;
  /** The control's name in the form, and the key of its errors in the action's answer. */
  name?: string;
  hint?: ReactNode;
  /** Overrides what the form's answer says about `name`. */
  error?: string | undefined;
  required?: boolean;
  optional?: boolean;
  disabled?: boolean;
  labelHidden?: boolean;
  /** Beside the label, to the right: a link, a counter. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** Label, control, hint and error of one value, tied together. Any control of the kit goes inside. */
export function Field(props: FieldProps) {
  const { label, name, hint, required = false, disabled = false, className, children } = props;
  const form = useFormContext();
  const ownId = useId();
  const id = form && name ? fieldControlId(form.id, name) : ownId;
  const error = props.error ?? (name ? form?.fieldErrors[name]?.[0] : undefined);
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = cx(hintId, errorId) || undefined;

  return (
    <div className={cx('min-w-0', className)}>
      <div className={cx('mb-1.5 flex items-baseline gap-1', props.labelHidden && 'sr-only')}>
        <label id={`${id}-label`} htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {/* Outside the label, so that the field's name is the label and nothing else. */}
        {required && (
          <span aria-hidden className="text-danger-text">
            *
          </span>
        )}
        {props.optional && <span className="ml-1 text-xs text-faint">Optional</span>}
        {props.aside && <span className="ml-auto text-xs text-muted">{props.aside}</span>}
      </div>
      <FieldContext
        value={{
          id,
          labelId: `${id}-label`,
          name,
          describedBy,
          invalid: error !== undefined,
          required,
          disabled,
        }}
      >
        {children}
      </FieldContext>
      {hint && (
        <div id={hintId} className="mt-1.5 measure text-xs text-muted">
          {hint}
        </div>
      )}
      {error && <FieldError id={errorId}>{error}</FieldError>}
    </div>
  );
}

export function FieldError({ id, children }: { id?: string | undefined; children: ReactNode }) {
  return (
    <p id={id} className="mt-1.5 flex items-start gap-1.5 text-xs text-danger-text">
      <CircleAlert size={14} aria-hidden className="mt-px shrink-0" />
      <span>{children}</span>
    </p>
  );
}
