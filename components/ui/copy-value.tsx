'use client';

import { CopyButton } from './copy-button';

/** An id in mono with its copy button; `name` says of what: "Copy Group ID". */
export function CopyValue({ name, value }: { name: string; value: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="truncate font-mono text-[0.8125rem]">{value}</code>
      <CopyButton compact value={value} label={`Copy ${name}`} />
    </span>
  );
}
