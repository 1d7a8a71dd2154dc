import { useId } from 'react';
import type { ReactNode } from 'react';
import { cx } from './cx';

/** A bordered ground, padded by what is inside: CardBody, DescriptionList, a list. */
export function Card({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div className={cx('rounded-lg border border-line bg-surface', className)}>{children}</div>
  );
}

export function CardBody({ children }: { children: ReactNode }) {
  return <div className="p-4 sm:p-5">{children}</div>;
}

/**
 * One subject of a page, with its heading. `tone="danger"` for the red section at the end of
 * settings. The footer is for what saves or explains.
 */
export function Section({
  id,
  title,
  description,
  actions,
  footer,
  tone,
  flush,
  children,
}: {
  /** For an address that leads to it. */
  id?: string;
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  tone?: 'danger';
  /** No padding, for a list or a table that goes to the edges. */
  flush?: boolean;
  children?: ReactNode;
}) {
  const headingId = useId();
  const line = tone === 'danger' ? 'border-danger-line' : 'border-line';
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className={cx('flex scroll-mt-20 flex-col rounded-lg border bg-surface', line)}
    >
      <header className="flex flex-wrap items-start justify-between gap-3 px-4 pt-4 sm:flex-nowrap sm:px-5">
        <div className="min-w-0">
          <h2 id={headingId} className={cx('text-base', tone === 'danger' && 'text-danger-text')}>
            {title}
          </h2>
          {description && <div className="mt-0.5 measure text-sm text-muted">{description}</div>}
        </div>
        {actions && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
      </header>
      {children ? (
        <div
          className={cx('flex-1', flush ? 'mt-4 border-t border-line' : 'px-4 pt-4 pb-5 sm:px-5')}
        >
          {children}
        </div>
      ) : (
        <div className="h-4" />
      )}
      {footer && (
        <footer
          className={cx(
            'flex flex-wrap items-center justify-between gap-3 rounded-b-lg border-t bg-bg px-4 py-3 text-sm text-muted sm:px-5',
            line,
          )}
        >
          {footer}
        </footer>
      )}
    </section>
  );
}
