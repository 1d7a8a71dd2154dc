import type { ReactNode } from 'react';
import { Wordmark } from '@/components/shell/mark';

/** The frame of both pages of kept mails: no account, no organization. */
export function DevMailFrame({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto max-w-200 px-4 pt-8 pb-16 sm:px-6">
      <header className="mb-8">
        <Wordmark />
      </header>
      <main id="main" tabIndex={-1} className="outline-none">
        {children}
      </main>
    </div>
  );
}
