import type { ReactNode } from 'react';

/** The page's one h1, what the page is for, and its actions, the main one last. */
export function PageHeader({
  title,
  description,
  actions,
  aside,
  breadcrumbs,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Beside the title: a badge. */
  aside?: ReactNode;
  breadcrumbs?: ReactNode;
}) {
  return (
    <header className="mb-6">
      {breadcrumbs && <div className="mb-2">{breadcrumbs}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-xl break-words">{title}</h1>
            {aside}
          </div>
          {description && <div className="mt-1 measure text-sm text-muted">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
