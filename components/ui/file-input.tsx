'use client';

import type { ComponentProps } from 'react';
import { cx } from './cx';
import { useControlProps } from './field-context';
import { controlClass } from './input';

/** Takes a file, also one that is dropped on it. */
export function FileInput(props: Omit<ComponentProps<'input'>, 'type' | 'className'>) {
  const control = useControlProps();
  return (
    <input
      {...control}
      {...props}
      type="file"
      className={cx(
        controlClass,
        'block w-full border-dashed p-3 text-muted file:mr-3 file:h-8 file:rounded-md file:border file:border-solid file:border-line-strong file:bg-surface file:px-3 file:text-sm file:font-medium file:text-text hover:file:bg-hover',
      )}
    />
  );
}
