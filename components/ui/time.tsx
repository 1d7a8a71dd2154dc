'use client';

import { Tooltip } from '@base-ui/react/tooltip';
import { cx } from './cx';
import { formatAbsoluteTime, formatLogTime, formatRelativeTime } from './format-time';
import { useTimeContext } from './time-zone';
import { TooltipPopup } from './tooltip';

type TimeFormat = 'relative' | 'log' | 'absolute';

function shownAs(format: TimeFormat, at: Date, now: Date, zone: string): string {
  switch (format) {
    case 'relative':
      return formatRelativeTime(at, now, zone);
    case 'log':
      return formatLogTime(at, now, zone);
    case 'absolute':
      return formatAbsoluteTime(at, zone);
  }
}

/**
 * A moment: "3 hours ago", with the whole of it in the reader's zone on hover, on focus and for
 * screen readers. Zone and now come from TimeZoneProvider, or from the props.
 */
export function Time({
  value,
  format = 'relative',
  timeZone,
  now,
  className,
}: {
  /** ISO 8601. */
  value: string;
  format?: TimeFormat;
  timeZone?: string;
  now?: string;
  className?: string;
}) {
  const context = useTimeContext();
  const zone = timeZone ?? context?.timeZone ?? 'UTC';
  const at = new Date(value);
  const reference = now === undefined ? context?.now : new Date(now);
  const absolute = formatAbsoluteTime(at, zone);
  const shown = reference ? shownAs(format, at, reference, zone) : absolute;

  if (shown === absolute) {
    return (
      <time dateTime={value} className={className}>
        {absolute}
      </time>
    );
  }
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        closeOnClick={false}
        render={
          <time
            dateTime={value}
            tabIndex={0}
            className={cx('rounded-sm whitespace-nowrap', className)}
          />
        }
      >
        {shown}
        <span className="sr-only"> ({absolute})</span>
      </Tooltip.Trigger>
      <TooltipPopup>{absolute}</TooltipPopup>
    </Tooltip.Root>
  );
}
