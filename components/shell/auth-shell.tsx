import type { ReactNode } from 'react';
import { cx } from '../ui/cx';
import { Wordmark } from './mark';

/** The frame of every page before the console: sign-in, sign-up, links from mails, welcome. */
export function AuthShell({
  title,
  description,
  footer,
  wide,
  children,
}: {
  title: string;
  description?: ReactNode;
  /** Below the card: "New here? Create an account". */
  footer?: ReactNode;
  /** For the welcome pages, whose choices need room. */
  wide?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="relative isolate flex min-h-dvh flex-col items-center px-4 pt-12 pb-16 sm:pt-[max(4rem,14vh)]">
      <div aria-hidden className="auth-ground absolute inset-x-0 top-0 -z-10 h-96" />
      <header className="mb-7">
        <Wordmark />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={cx('w-full outline-none', wide ? 'max-w-140' : 'max-w-100')}
      >
        <div className="rounded-xl border border-line bg-surface px-5 py-6 sm:px-8 sm:py-8">
          <h1 className="text-xl">{title}</h1>
          {description && (
            <div className="mt-1.5 text-sm text-pretty text-muted">{description}</div>
          )}
          {children && <div className="mt-6">{children}</div>}
        </div>
        {footer && <div className="mt-5 text-center text-sm text-muted">{footer}</div>}
      </main>
    </div>
  );
}

/** "or" between two ways in. */
export function AuthDivider({ children = 'or' }: { children?: ReactNode }) {
  return (
    <div className="my-5 flex items-center gap-3 text-xs text-faint">
      <span className="h-px flex-1 bg-line" />
      {children}
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

/** Ways elsewhere, below the card. */
export function ShellLinks({ children }: { children: ReactNode }) {
  return <span className="flex flex-wrap justify-center gap-x-4 gap-y-2">{children}</span>;
}
