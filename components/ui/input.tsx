'use client';

import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx';
import { useControlProps } from './field-context';

/** The look of everything that takes text. 16 px under a finger, or iOS zooms in. */
export const controlClass =
  'min-w-0 rounded-md border border-line-control bg-surface text-sm text-text transition-colors outline-none focus-visible:border-focus focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-focus disabled:border-line disabled:bg-sunken disabled:text-muted aria-invalid:border-danger pointer-coarse:text-base';

export type InputProps = Omit<ComponentProps<'input'>, 'className' | 'prefix'> & {
  size?: never;
  mono?: boolean;
  large?: boolean;
  /** Words or an icon inside the field, before and after what is typed. */
  prefix?: ReactNode;
  suffix?: ReactNode;
  className?: string;
};

export function Input({ mono, large, prefix, suffix, className, ...rest }: InputProps) {
  const control = useControlProps();
  const input = (
    <input
      {...control}
      {...rest}
      className={cx(
        controlClass,
        'w-full read-only:bg-sunken',
        large ? 'h-10' : 'h-8',
        prefix ? 'pl-8' : 'pl-2.5',
        suffix ? 'pr-9' : 'pr-2.5',
        mono && 'font-mono',
        !prefix && !suffix && className,
      )}
    />
  );
  if (!prefix && !suffix) return input;
  return (
    <div className={cx('relative', className)}>
      {prefix && (
        <span className="pointer-events-none absolute inset-y-0 left-0 grid w-8 place-items-center text-faint">
          {prefix}
        </span>
      )}
      {input}
      {suffix && <span className="absolute inset-y-0 right-1 flex items-center">{suffix}</span>}
    </div>
  );
}

export type TextareaProps = Omit<ComponentProps<'textarea'>, 'className'> & {
  mono?: boolean;
  className?: string;
};

/** Grows with what is typed, where the browser knows how. */
export function Textarea({ mono, className, rows = 3, ...rest }: TextareaProps) {
  const control = useControlProps();
  return (
    <textarea
      {...control}
      {...rest}
      rows={rows}
      className={cx(
        controlClass,
        'block field-sizing-content max-h-96 min-h-20 w-full resize-y px-2.5 py-1.5',
        mono && 'font-mono',
        className,
      )}
    />
  );
}
