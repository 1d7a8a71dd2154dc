'use client';

import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { FieldError } from './field';
import { useFormContext } from './field-context';

const boxClass =
  'hit-area grid size-4 shrink-0 place-items-center rounded-sm border border-line-control bg-surface transition-colors focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-focus data-checked:border-accent data-checked:bg-accent data-checked:text-on-accent data-disabled:opacity-50 data-indeterminate:border-accent data-indeterminate:bg-accent data-indeterminate:text-on-accent';

type CheckboxBoxProps = {
  id?: string;
  name?: string;
  value?: string;
  defaultChecked?: boolean;
  checked?: boolean;
  indeterminate?: boolean;
  disabled?: boolean;
  onCheckedChange?: (checked: boolean) => void;
  'aria-label'?: string;
  'aria-labelledby'?: string;
  'aria-describedby'?: string | undefined;
};

/** The box alone, for tables: give it an `aria-label`. */
export function CheckboxBox(props: CheckboxBoxProps) {
  return (
    <Base.Root {...props} className={boxClass}>
      <Base.Indicator keepMounted className="data-unchecked:hidden">
        {props.indeterminate ? (
          <Minus size={12} strokeWidth={3} aria-hidden />
        ) : (
          <Check size={12} strokeWidth={3} aria-hidden />
        )}
      </Base.Indicator>
    </Base.Root>
  );
}

/** A box with its words; the words are part of the target. */
export function Checkbox({
  label,
  hint,
  ...rest
}: Omit<CheckboxBoxProps, 'aria-label' | 'aria-labelledby' | 'aria-describedby'> & {
  label: ReactNode;
  hint?: ReactNode;
}) {
  const id = useId();
  const form = useFormContext();
  const error = rest.name ? form?.fieldErrors[rest.name]?.[0] : undefined;
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div>
      <label className="flex items-start gap-2.5 text-sm">
        <span className="flex h-5 items-center">
          <CheckboxBox
            {...rest}
            aria-labelledby={`${id}-label`}
            aria-describedby={describedBy || undefined}
          />
        </span>
        <span className="min-w-0">
          <span id={`${id}-label`}>{label}</span>
          {hint && (
            <span id={`${id}-hint`} className="block text-xs text-muted">
              {hint}
            </span>
          )}
        </span>
      </label>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}
