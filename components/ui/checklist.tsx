import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx';

/** Steps to take, with what is done ticked. Goes into a Section with `flush`. */
export function Checklist({ children }: { children: ReactNode }) {
  return <ol className="divide-y divide-line">{children}</ol>;
}

export function ChecklistItem({
  title,
  done,
  number,
  action,
  children,
}: {
  title: string;
  done: boolean;
  number: number;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-3 gap-y-2 px-4 py-3.5 text-sm sm:grid-cols-[auto_minmax(0,1fr)_auto] sm:px-5">
      <span
        className={cx(
          'grid size-5 shrink-0 place-items-center rounded-full border text-xs font-medium tabular',
          done ? 'border-accent bg-accent text-on-accent' : 'border-line-control text-muted',
        )}
      >
        {done ? <Check size={12} strokeWidth={3} role="img" aria-label="Done:" /> : number}
      </span>
      <div>
        <p className={cx('font-medium', done && 'text-muted')}>{title}</p>
        {children && <div className="mt-0.5 max-w-200 text-muted">{children}</div>}
      </div>
      {action && <div className="flex items-center gap-2 max-sm:col-start-2">{action}</div>}
    </li>
  );
}
