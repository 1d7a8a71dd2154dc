'use client';

import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { cx } from './cx';
import { FieldError } from './field';
import { fieldControlId, useFormContext } from './field-context';

export type RadioCard = {
  value: string;
  label: string;
  description?: ReactNode;
  icon?: ReactNode;
  /** To the right of the label: a price, a badge. */
  aside?: ReactNode;
  disabled?: boolean;
};

/** One of a few that need a line of explanation each. The group is named by `label`. */
export function RadioCards({
  label,
  labelHidden,
  hint,
  name,
  options,
  defaultValue,
  value,
  onValueChange,
  columns = 1,
}: {
  label: string;
  labelHidden?: boolean;
  hint?: ReactNode;
  name: string;
  options: readonly RadioCard[];
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
  columns?: 1 | 2;
}) {
  const ownId = useId();
  const form = useFormContext();
  const id = form ? fieldControlId(form.id, name) : ownId;
  const error = form?.fieldErrors[name]?.[0];
  return (
    <div>
      <p id={`${id}-label`} className={cx('mb-1.5 text-sm font-medium', labelHidden && 'sr-only')}>
        {label}
      </p>
      <RadioGroup
        id={id}
        name={name}
        aria-labelledby={`${id}-label`}
        aria-describedby={cx(hint ? `${id}-hint` : null, error && `${id}-error`) || undefined}
        {...(defaultValue !== undefined && { defaultValue })}
        {...(value !== undefined && { value })}
        onValueChange={(next) => {
          onValueChange?.(next);
        }}
        className={cx('grid gap-2', columns === 2 && 'sm:grid-cols-2')}
      >
        {options.map((option) => (
          <CardOption key={option.value} option={option} />
        ))}
      </RadioGroup>
      {hint && (
        <div id={`${id}-hint`} className="mt-1.5 text-xs text-muted">
          {hint}
        </div>
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

function CardOption({ option }: { option: RadioCard }) {
  const id = useId();
  return (
    <label
      className={cx(
        'flex items-start gap-3 rounded-lg border border-line-strong bg-surface p-3 text-sm transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus has-data-checked:border-accent has-data-checked:bg-accent-soft',
        option.disabled ? 'opacity-60' : 'hover:border-line-control',
      )}
    >
      {option.icon && <span className="mt-0.5 shrink-0 text-muted">{option.icon}</span>}
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline justify-between gap-3">
          <span id={`${id}-label`} className="font-medium">
            {option.label}
          </span>
          {option.aside && <span className="text-muted tabular">{option.aside}</span>}
        </span>
        {option.description && (
          <span id={`${id}-hint`} className="mt-0.5 block text-muted">
            {option.description}
          </span>
        )}
      </span>
      <Radio.Root
        value={option.value}
        disabled={option.disabled ?? false}
        aria-labelledby={`${id}-label`}
        aria-describedby={option.description ? `${id}-hint` : undefined}
        className="hit-area mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-line-control bg-surface outline-none data-checked:border-accent data-checked:bg-accent"
      >
        <Radio.Indicator className="size-1.5 rounded-full bg-on-accent" />
      </Radio.Root>
    </label>
  );
}
