'use client';

import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx';
import { popupClass } from './popup-class';

/** A small panel beside its trigger. */
export function Popover({
  trigger,
  title,
  align = 'start',
  children,
}: {
  trigger: ReactElement;
  title?: string;
  align?: 'start' | 'center' | 'end';
  children: ReactNode;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} collisionPadding={8} className="z-40">
          <Base.Popup className={cx(popupClass, 'w-80 max-w-(--available-width) p-4 text-sm')}>
            {title && <Base.Title className="mb-1 text-sm font-medium">{title}</Base.Title>}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
