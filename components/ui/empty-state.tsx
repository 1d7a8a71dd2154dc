import { Inbox, Lock, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';

const ICONS = { 'nothing-yet': Inbox, 'nothing-matches': SearchX, 'not-allowed': Lock };

/**
 * Why it is empty and the one next action. `nothing-yet`: how to make the first. `nothing-matches`:
 * clear the filters. `not-allowed`: who can.
 */
export function EmptyState({
  variant = 'nothing-yet',
  icon,
  title,
  action,
  level = 2,
  children,
}: {
  variant?: keyof typeof ICONS;
  /** A 20 px icon of the thing itself, in place of the variant's. */
  icon?: ReactNode;
  title: string;
  action?: ReactNode;
  level?: 2 | 3;
  children?: ReactNode;
}) {
  const Icon = ICONS[variant];
  const Heading = `h${level}` as const;
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <span className="mb-4 grid size-10 place-items-center rounded-lg border border-line-strong bg-bg text-muted">
        {icon ?? <Icon size={20} aria-hidden />}
      </span>
      <Heading className="text-base">{title}</Heading>
      {children && <div className="mt-1 max-w-100 text-sm text-pretty text-muted">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
