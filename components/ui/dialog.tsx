'use client';

import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx';

const WIDTHS = { sm: 'sm:max-w-100', md: 'sm:max-w-130', lg: 'sm:max-w-180' };

/** A form begins in its first field, not on the cross; a finger gets no keyboard before it asks. */
const FIELDS =
  'input:not([type="hidden"], [aria-hidden="true"], [readonly]), textarea, [role="radio"][tabindex="0"]';

export type DialogProps = {
  title: string;
  description?: ReactNode;
  /** The element that opens it; leave it out and control `open` when a menu item does. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  size?: keyof typeof WIDTHS;
  /** False while it shows what is shown once: only its own button closes it, no click beside it, no Escape. */
  dismissible?: boolean;
  /** A click beside it does not close it: for forms whose loss would hurt. */
  keepOnOutsidePress?: boolean;
  children: ReactNode;
};

/**
 * Takes the focus, gives it back, and keeps the page still behind it. Inside:
 * `<Form><DialogBody>fields</DialogBody><DialogFooter>buttons</DialogFooter></Form>`.
 */
export function Dialog(props: DialogProps) {
  const { title, description, trigger, size = 'md', dismissible = true, children } = props;
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      {...(props.open !== undefined && { open: props.open })}
      disablePointerDismissal={!dismissible || (props.keepOnOutsidePress ?? false)}
      onOpenChange={(open, details) => {
        if (!open && !dismissible && details.reason === 'escape-key') {
          details.cancel();
          return;
        }
        props.onOpenChange?.(open);
      }}
    >
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          ref={popup}
          initialFocus={(opened) =>
            opened === 'touch' || (popup.current?.querySelector<HTMLElement>(FIELDS) ?? true)
          }
          className={cx(
            dialogPopupClass,
            // A form's summary of errors stands outside the body, and gets its margins here. The body has its own.
            '[&>form]:space-y-0 [&>form>[role=alert]]:mx-5 [&>form>[role=alert]]:mt-3',
            WIDTHS[size],
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-4 pb-1">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-base font-medium">{title}</Base.Title>
              {description && (
                <Base.Description render={<div />} className="mt-1 measure text-sm text-muted">
                  {description}
                </Base.Description>
              )}
            </div>
            {dismissible && (
              <Base.Close
                aria-label="Close"
                className="-mt-1 -mr-2 grid size-8 shrink-0 place-items-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text"
              >
                <X size={16} aria-hidden />
              </Base.Close>
            )}
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export const backdropClass =
  'fixed inset-0 z-30 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';

/** A sheet from the bottom on a phone, in the upper middle elsewhere; scrolls inside when it is long. */
export const dialogPopupClass =
  'fixed inset-x-0 bottom-0 z-30 max-h-[calc(100dvh-1.5rem)] scroll-py-20 overflow-y-auto rounded-t-xl border border-line-strong bg-raised shadow-float outline-none transition-[opacity,translate] duration-150 data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0 sm:top-[min(14vh,8rem)] sm:bottom-auto sm:mx-auto sm:max-h-[calc(100dvh-min(14vh,8rem)-1.5rem)] sm:w-[calc(100vw-2rem)] sm:rounded-xl';

export function DialogBody({ children }: { children: ReactNode }) {
  return <div className="space-y-5 px-5 pt-3 pb-5">{children}</div>;
}

/** The buttons: the one that does it is last, to the right. Always in sight. */
export function DialogFooter({ aside, children }: { aside?: ReactNode; children: ReactNode }) {
  return (
    <footer className="sticky bottom-0 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-raised px-5 py-3">
      {aside && <div className="mr-auto text-xs text-muted">{aside}</div>}
      {children}
    </footer>
  );
}

/** Wraps a Button that closes the dialog: `<DialogClose><Button>Cancel</Button></DialogClose>`. */
export function DialogClose({ children }: { children: ReactElement }) {
  return <Base.Close render={children} />;
}
