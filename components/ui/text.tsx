import type { ReactNode } from 'react';

/** An id, a path, a value: in mono, inside text. */
export function InlineCode({ children }: { children: ReactNode }) {
  return (
    <code className="rounded-sm border border-line bg-sunken px-1 py-px font-mono text-[0.8125em] break-words">
      {children}
    </code>
  );
}
