'use client';

import { Switch as Base } from '@base-ui/react/switch';
import { useId } from 'react';

/** On or off, at once: for what saves itself. In a form that is sent, take a Checkbox. */
export function Switch({
  label,
  hint,
  checked,
  onCheckedChange,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
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
        checked={checked}
        onCheckedChange={onCheckedChange}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint && `${id}-hint`}
        className="hit-area inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-control bg-surface px-0.5 transition-colors focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-focus data-checked:border-accent data-checked:bg-accent"
      >
        <Base.Thumb className="size-3.5 rounded-full bg-muted transition-[translate,background-color] duration-150 data-checked:translate-x-4 data-checked:bg-on-accent" />
      </Base.Root>
    </label>
  );
}
