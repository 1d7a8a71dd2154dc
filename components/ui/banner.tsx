import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx';

const TONES = {
  info: { icon: Info, box: 'border-accent-line bg-accent-soft', mark: 'text-accent-text' },
  success: {
    icon: CircleCheck,
    box: 'border-success-line bg-success-soft',
    mark: 'text-success-text',
  },
  warning: {
    icon: TriangleAlert,
    box: 'border-warning-line bg-warning-soft',
    mark: 'text-warning-text',
  },
  danger: { icon: CircleAlert, box: 'border-danger-line bg-danger-soft', mark: 'text-danger-text' },
};

/** Something about the page or the account that stays true until it is dealt with. */
export function Banner({
  tone = 'info',
  title,
  action,
  role,
  children,
}: {
  tone?: keyof typeof TONES;
  title?: string;
  action?: ReactNode;
  /** `status` or `alert` where it appears after an act, so that it is announced. */
  role?: 'status' | 'alert';
  children?: ReactNode;
}) {
  const { icon: Icon, box, mark } = TONES[tone];
  return (
    <div
      role={role}
      className={cx(
        'flex flex-wrap items-start gap-x-2.5 gap-y-2 rounded-lg border px-3 py-2.5 text-sm',
        box,
      )}
    >
      <Icon size={16} aria-hidden className={cx('mt-0.5 shrink-0', mark)} />
      <div className="min-w-0 flex-1 basis-48">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cx('measure', title && 'mt-0.5 text-muted')}>{children}</div>}
      </div>
      {action && (
        <div className="flex shrink-0 items-center gap-2 max-sm:w-full max-sm:pl-6.5">{action}</div>
      )}
    </div>
  );
}
