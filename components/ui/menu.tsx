'use client';

import { Menu as Base } from '@base-ui/react/menu';
import { Ellipsis } from 'lucide-react';
import { IntentLink } from './intent-link';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx';
import { popupClass, popupItemClass } from './popup-class';

/** `<Menu trigger={<Button>…</Button>}><MenuItem …>` */
export function Menu({
  trigger,
  align = 'end',
  side = 'bottom',
  className,
  children,
}: {
  trigger: ReactElement;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom';
  className?: string;
  children: ReactNode;
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} side={side} className="z-40">
          <Base.Popup
            className={cx(
              popupClass,
              'max-h-(--available-height) min-w-44 overflow-y-auto p-1',
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** The three dots at the end of a row. Name the row: "Actions for Production key". */
export function RowMenu({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={label}
          className="grid size-7 place-items-center rounded-md text-muted transition-colors hover:bg-selected hover:text-text data-popup-open:bg-selected data-popup-open:text-text"
        >
          <Ellipsis size={16} aria-hidden />
        </button>
      }
    >
      {children}
    </Menu>
  );
}

export function MenuItem({
  icon,
  tone,
  disabledReason,
  onClick,
  children,
}: {
  icon?: ReactNode;
  tone?: 'danger';
  /** Shown below the words; the item then does nothing. */
  disabledReason?: string;
  onClick?: () => void;
  children: ReactNode;
}) {
  return (
    <Base.Item
      disabled={disabledReason !== undefined}
      onClick={onClick}
      className={cx(
        popupItemClass,
        tone === 'danger' &&
          'not-data-disabled:text-danger-text data-highlighted:not-data-disabled:bg-danger-soft',
      )}
    >
      {icon && <span className="shrink-0">{icon}</span>}
      <span>
        {children}
        {disabledReason && (
          <span className="block max-w-56 text-xs text-muted">{disabledReason}</span>
        )}
      </span>
    </Base.Item>
  );
}

export function MenuLink({
  href,
  icon,
  children,
}: {
  href: string;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Base.LinkItem closeOnClick render={<IntentLink href={href} />} className={popupItemClass}>
      {icon && <span className="shrink-0 text-muted">{icon}</span>}
      <span>{children}</span>
    </Base.LinkItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}
