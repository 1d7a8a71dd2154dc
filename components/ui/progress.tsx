'use client';

import { Progress as Base } from '@base-ui/react/progress';

/** How far a job is. Without a value it is under way, with no end known. */
export function Progress({
  label,
  value,
  max = 100,
  detail,
}: {
  label: string;
  value: number | null;
  max?: number;
  detail?: string;
}) {
  return (
    <Base.Root value={value} max={max} className="grid grid-cols-[1fr_auto] gap-y-1.5 text-sm">
      <Base.Label className="font-medium">{label}</Base.Label>
      <span className="text-muted tabular">{detail ?? <Base.Value />}</span>
      <Base.Track className="col-span-2 h-1.5 overflow-hidden rounded-full bg-selected">
        <Base.Indicator className="h-full rounded-full bg-accent transition-[width] duration-200 data-indeterminate:w-1/3 data-indeterminate:animate-pulse" />
      </Base.Track>
    </Base.Root>
  );
}
