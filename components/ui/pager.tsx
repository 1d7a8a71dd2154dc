import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IntentLink } from './intent-link';
import type { ReactNode } from 'react';
import { buttonClass } from './button';

/** Previous and Next by cursor; the DataTable's footer. `summary`: "1–25 of more than 1,000". */
export function Pager({
  previousHref,
  nextHref,
  summary,
}: {
  previousHref?: string | undefined;
  nextHref?: string | undefined;
  summary?: ReactNode;
}) {
  if (!previousHref && !nextHref && !summary) return null;
  return (
    <div className="flex min-h-12 items-center justify-between gap-3 rounded-b-lg border-t border-line px-4 py-2 text-sm">
      <p className="text-muted tabular">{summary}</p>
      {(previousHref ?? nextHref) && (
        <nav aria-label="Pages" className="flex gap-2">
          <PagerLink href={previousHref} rel="prev">
            <ChevronLeft size={14} aria-hidden /> Previous
          </PagerLink>
          <PagerLink href={nextHref} rel="next">
            Next <ChevronRight size={14} aria-hidden />
          </PagerLink>
        </nav>
      )}
    </div>
  );
}

function PagerLink({
  href,
  rel,
  children,
}: {
  href: string | undefined;
  rel: 'prev' | 'next';
  children: ReactNode;
}) {
  const look = buttonClass('secondary', 'sm');
  if (!href) {
    return (
      <a role="link" aria-disabled="true" className={look}>
        {children}
      </a>
    );
  }
  return (
    <IntentLink href={href} rel={rel} className={look}>
      {children}
    </IntentLink>
  );
}
