'use client';

import { Meter as Base } from '@base-ui/react/meter';
import { cx } from './cx';

const FILLS = {
  danger: 'bg-danger',
  warning: 'bg-warning',
  success: 'bg-success',
  accent: 'bg-accent',
};

/** How much of something: a password's strength, a budget. `valueLabel` says it in a word. */
export function Meter({
  label,
  value,
  max,
  valueLabel,
  tone = 'accent',
  segments,
}: {
  label: string;
  value: number;
  max: number;
  valueLabel: string;
  tone?: keyof typeof FILLS;
  /** As that many separate bars rather than one. */
  segments?: number;
}) {
  return (
    <Base.Root value={value} max={max} aria-valuetext={valueLabel} className="text-xs">
      <div className="mb-1.5 flex justify-between gap-3">
        <Base.Label className="text-muted">{label}</Base.Label>
        <span className="font-medium tabular">{valueLabel}</span>
      </div>
      {segments ? (
        <div aria-hidden className="flex gap-1">
          {Array.from({ length: segments }, (_, index) => (
            <span
              key={index}
              className={cx(
                'h-1 flex-1 rounded-full transition-colors',
                index < (value / max) * segments ? FILLS[tone] : 'bg-selected',
              )}
            />
          ))}
        </div>
      ) : (
        <Base.Track className="h-1.5 overflow-hidden rounded-full bg-selected">
          <Base.Indicator
            className={cx('h-full rounded-full transition-[width] duration-200', FILLS[tone])}
          />
        </Base.Track>
      )}
    </Base.Root>
  );
}
