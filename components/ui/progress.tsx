'use client';

import { Progress as Base } from '@base-ui/react/progress';

/** How far a job has come. `valueLabel` says it in words. */
export function Progress({
  label,
  value,
  max,
  valueLabel,
}: {
  label: string;
  value: number;
  max: number;
  valueLabel: string;
}) {
  return (
    <Base.Root value={value} max={max} aria-valuetext={valueLabel} className="text-sm">
      <div className="mb-1.5 flex flex-wrap justify-between gap-x-3">
        <Base.Label className="font-medium">{label}</Base.Label>
        <span className="text-muted tabular">{valueLabel}</span>
      </div>
      <Base.Track className="h-2 overflow-hidden rounded-full bg-selected">
        <Base.Indicator className="h-full rounded-full bg-accent transition-[width] duration-200" />
      </Base.Track>
    </Base.Root>
  );
}
