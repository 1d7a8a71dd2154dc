'use client';

import { cx } from './cx';
import { controlClass } from './input';

/** A day that bounds a list, in a toolbar: "From: 21/11/2026". */
export function DayFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  /** `2026-11-21`, or empty. */
  value: string;
  onChange: (day: string) => void;
}) {
  return (
    <label
      className={cx(
        controlClass,
        'flex h-8 items-center gap-1.5 px-2.5 has-focus-visible:border-focus has-focus-visible:outline-2 has-focus-visible:-outline-offset-1 has-focus-visible:outline-focus',
      )}
    >
      <span className="text-muted">{label}:</span>
      <input
        type="date"
        aria-label={label}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
        className="h-full min-w-0 bg-transparent outline-none"
      />
    </label>
  );
}
