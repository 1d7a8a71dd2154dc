'use client';

import { IntentLink } from '../ui/intent-link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { cx } from '../ui/cx';

export type NavItem = {
  href: string;
  label: string;
  /** 16 px, as an element. */
  icon?: ReactNode;
  /** Current only at this very address, as an overview is; others also below it. */
  exact?: boolean;
  badge?: ReactNode;
};
export type NavSection = { title?: string; items: readonly NavItem[] };

export function isCurrent(pathname: string, item: Pick<NavItem, 'href' | 'exact'>): boolean {
  return pathname === item.href || (!item.exact && pathname.startsWith(`${item.href}/`));
}

/** The sidebar's links, in sections. */
export function SidebarNav({
  label,
  sections,
  onNavigate,
}: {
  label: string;
  sections: readonly NavSection[];
  onNavigate?: () => void;
}) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="space-y-5">
      {sections.map((section, index) => (
        <div key={section.title ?? index}>
          {section.title && (
            <p className="mb-1 px-2 text-xs font-medium text-faint">{section.title}</p>
          )}
          <ul className="space-y-px">
            {section.items.map((item) => {
              const current = isCurrent(pathname, item);
              return (
                <li key={item.href}>
                  <IntentLink
                    href={item.href}
                    aria-current={current ? 'page' : undefined}
                    onClick={onNavigate}
                    className={cx(
                      'flex h-8 items-center gap-2.5 rounded-md px-2 text-sm transition-colors pointer-coarse:h-10',
                      current
                        ? 'bg-selected font-medium text-text'
                        : 'text-muted hover:bg-hover hover:text-text',
                    )}
                  >
                    {item.icon && (
                      <span className={current ? 'text-accent-text' : undefined}>{item.icon}</span>
                    )}
                    <span className="min-w-0 flex-1 truncate">{item.label}</span>
                    {item.badge}
                  </IntentLink>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
