'use client';

import { Switch as Base } from '@base-ui/react/switch';
import { useId } from 'react';
import type { ReactNode } from 'react';

/** On or off, at once: for settings that save themselves. In a form that is sent, use a Checkbox. */
export function Switch({
  label,
  hint,
  ...rest
}: {
  label: ReactNode;
  hint?: ReactNode;
  name?: string;
  defaultChecked?: boolean;
  checked?: boolean;
  disabled?: boolean;
  onCheckedChange?: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <label className="flex items-start justify-between gap-6 text-sm">
      <span className="min-w-0">
        <span id={`${id}-label`} className="font-medium">
          {label}
        </span>
        {hint && (
          <span id={`${id}-hint`} className="mt-0.5 block measure text-muted">
            {hint}
          </span>
        )}
      </span>
      <Base.Root
        {...rest}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="hit-area flex h-5 w-9 shrink-0 rounded-full border border-line-control bg-line-control p-px transition-colors data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50"
      >
        <Base.Thumb className="aspect-square h-full rounded-full bg-surface transition-[translate] duration-120 data-checked:translate-x-4" />
      </Base.Root>
    </label>
  );
}
