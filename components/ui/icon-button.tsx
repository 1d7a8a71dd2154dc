'use client';

import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx';
import { Tooltip } from './tooltip';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'className' | 'children'> & {
  /** Its name for everyone: the tooltip, and what a screen reader says. */
  label: string;
  icon: ReactNode;
  size?: 'sm' | 'md';
  className?: string;
};

export function IconButton({
  label,
  icon,
  size = 'md',
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        className={cx(
          'grid shrink-0 place-items-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text disabled:opacity-50 data-popup-open:bg-hover data-popup-open:text-text',
          size === 'sm' ? 'size-6' : 'size-8',
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
