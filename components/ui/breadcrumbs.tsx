import { ChevronRight } from 'lucide-react';
import { IntentLink } from './intent-link';

/** Where the page stands; the last one is the page itself and no link. */
export function Breadcrumbs({ items }: { items: readonly { label: string; href?: string }[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap items-center gap-1 text-sm text-muted">
        {items.map((item, index) => (
          <li key={item.label} className="flex min-w-0 items-center gap-1">
            {index > 0 && <ChevronRight size={14} aria-hidden className="shrink-0 text-faint" />}
            {item.href && index < items.length - 1 ? (
              <IntentLink href={item.href} className="hit-area truncate rounded-sm hover:text-text">
                {item.label}
              </IntentLink>
            ) : (
              <span aria-current="page" className="truncate text-text">
                {item.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
