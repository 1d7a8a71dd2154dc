import { IntentLink } from './intent-link';
import type { ComponentProps } from 'react';
import { cx } from './cx';

const LOOK =
  'rounded-sm text-accent-text underline decoration-accent-line underline-offset-2 transition-colors hover:decoration-current';

/** A link inside text. */
export function TextLink({ className, ...rest }: ComponentProps<typeof IntentLink>) {
  return <IntentLink {...rest} className={cx(LOOK, className)} />;
}

/** A button that reads as a link, for actions inside text ("Resend the mail"). */
export function LinkButton({ className, type = 'button', ...rest }: ComponentProps<'button'>) {
  return (
    <button
      {...rest}
      type={type}
      className={cx(
        LOOK,
        'disabled:no-underline disabled:opacity-60 aria-disabled:opacity-50',
        className,
      )}
    />
  );
}
