'use client';

import { useId } from 'react';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button';
import { controlClass } from './input';
import { cx } from './cx';

/** A value to be copied whole: read-only, selected by focus, never offered to a password manager. */
export function SecretField({
  label,
  value,
  hint,
  onCopied,
}: {
  label: string;
  value: string;
  hint?: ReactNode;
  onCopied?: () => void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          value={value}
          autoComplete="off"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          aria-describedby={hint ? `${id}-hint` : undefined}
          className={cx(controlClass, 'h-8 w-full bg-sunken px-2.5 font-mono text-ellipsis')}
          onFocus={(event) => {
            event.currentTarget.select();
          }}
        />
        <CopyButton value={value} {...(onCopied && { onCopied })} />
      </div>
      {hint && (
        <div id={`${id}-hint`} className="mt-1.5 text-xs text-muted">
          {hint}
        </div>
      )}
    </div>
  );
}
