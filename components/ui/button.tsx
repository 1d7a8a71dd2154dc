import { IntentLink } from './intent-link';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx';
import { Spinner } from './spinner';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-quiet';
export type ButtonSize = 'sm' | 'md' | 'lg';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent not-disabled:not-aria-disabled:hover:bg-accent-hover',
  secondary:
    'border border-line-strong bg-surface text-text not-disabled:not-aria-disabled:hover:bg-hover data-popup-open:bg-hover',
  ghost: 'text-text not-disabled:not-aria-disabled:hover:bg-hover data-popup-open:bg-hover',
  danger: 'bg-danger text-on-danger not-disabled:not-aria-disabled:hover:bg-danger-hover',
  'danger-quiet':
    'border border-danger-line bg-surface text-danger-text not-disabled:not-aria-disabled:hover:bg-danger-soft',
};

const SIZES: Record<ButtonSize, string> = {
  sm: 'h-7 gap-1.5 px-2.5',
  md: 'h-8 gap-2 px-3',
  lg: 'h-10 gap-2 px-4',
};

export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string {
  return cx(
    'relative inline-flex shrink-0 items-center justify-center rounded-md text-sm font-medium whitespace-nowrap transition-colors select-none disabled:opacity-50 aria-disabled:opacity-50',
    VARIANTS[variant],
    SIZES[size],
  );
}

export type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** A 16 px icon before the words. */
  icon?: ReactNode;
  loading?: boolean;
  /** Layout only: width, margin, order. */
  className?: string;
};

/** Says what it does ("Rotate key"). While loading it keeps its width and its focus, and does nothing. */
export function Button({
  variant,
  size,
  icon,
  loading = false,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // A plain button sends no form twice, and stays focused, which a disabled one does not.
      type={loading ? 'button' : type}
      className={cx(buttonClass(variant, size), className)}
      {...(loading && { 'aria-disabled': true, 'aria-busy': true, onClick: undefined })}
    >
      {loading && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
      <span className={cx('contents', loading && '*:opacity-0')}>
        {icon}
        <span>{children}</span>
      </span>
    </button>
  );
}

export type ButtonLinkProps = Omit<ComponentProps<typeof IntentLink>, 'className'> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  className?: string;
};

/** A link that looks like a button: it goes somewhere, so it is a link. */
export function ButtonLink({ variant, size, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <IntentLink {...rest} className={cx(buttonClass(variant, size), className)}>
      {icon}
      <span>{children}</span>
    </IntentLink>
  );
}
