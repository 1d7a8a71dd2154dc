'use client';

import { Dialog } from '@base-ui/react/dialog';
import { Menu as MenuIcon, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { backdropClass } from '../ui/dialog';
import { cx } from '../ui/cx';
import { Mark } from './mark';

/**
 * A sidebar of 240 px and the page beside it; under 768 px a bar on top, and the sidebar as a
 * drawer that keeps the focus while it is open. `sidebar` is told how to close the drawer.
 */
export function ShellFrame({
  title,
  sidebar,
  banner,
  children,
}: {
  /** Where one is, for the bar of narrow screens. */
  title: string;
  sidebar: (close: () => void) => ReactNode;
  banner?: ReactNode;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <div className="md:grid md:grid-cols-[15rem_minmax(0,1fr)]">
      <aside
        aria-label="Sidebar"
        className="sticky top-0 hidden h-dvh flex-col border-r border-line bg-sunken md:flex"
      >
        {sidebar(close)}
      </aside>

      <Dialog.Root open={open} onOpenChange={setOpen}>
        <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-sunken px-3 md:hidden">
          <Dialog.Trigger
            aria-label="Open navigation"
            className="grid size-9 place-items-center rounded-md text-muted hover:bg-hover hover:text-text"
          >
            <MenuIcon size={20} aria-hidden />
          </Dialog.Trigger>
          <Mark size={16} />
          <p className="min-w-0 truncate text-sm font-medium">{title}</p>
        </header>
        <Dialog.Portal>
          <Dialog.Backdrop className={cx(backdropClass, 'md:hidden')} />
          <Dialog.Popup className="fixed inset-y-0 left-0 z-30 flex w-72 max-w-[calc(100vw-3rem)] flex-col border-r border-line-strong bg-bg shadow-float transition-transform duration-200 outline-none data-ending-style:-translate-x-full data-starting-style:-translate-x-full md:hidden">
            <Dialog.Title className="sr-only">Navigation</Dialog.Title>
            {sidebar(close)}
            <Dialog.Close
              aria-label="Close navigation"
              className="absolute top-2 -right-11 grid size-9 place-items-center rounded-md border border-line-strong bg-raised"
            >
              <X size={16} aria-hidden />
            </Dialog.Close>
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>

      <main id="main" tabIndex={-1} className="min-w-0 outline-none">
        {banner && <div className="border-b border-line px-4 py-3 sm:px-6 lg:px-8">{banner}</div>}
        <div className="mx-auto max-w-[1200px] px-4 pt-6 pb-16 sm:px-6 lg:px-8 lg:pt-8">
          {children}
        </div>
      </main>
    </div>
  );
}
