'use client';

import type { ReactNode } from 'react';
import { Button } from './button';
import type { ButtonSize, ButtonVariant } from './button';
import { Tooltip } from './tooltip';

/**
 * What a person may see but not do, with the reason on hover, focus and for screen readers. It can
 * be focused, which a disabled button cannot.
 */
export function DisabledAction({
  reason,
  children,
  variant,
  size,
  icon,
}: {
  reason: string;
  children: ReactNode;
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
}) {
  return (
    <Tooltip label={reason}>
      <Button
        aria-disabled
        aria-description={reason}
        {...(variant && { variant })}
        {...(size && { size })}
        icon={icon}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
