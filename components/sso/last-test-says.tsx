import type { ReactNode } from 'react';

/** What a form, as it stands, would make of what the identity provider said in the last test. */
export function LastTestSays({ children }: { children: ReactNode }) {
  return (
    <div className="rounded-lg border border-line bg-sunken px-3 py-2.5 text-sm">
      <p className="font-medium">With what the last test said</p>
      <p aria-live="polite" className="mt-0.5 measure break-words text-muted">
        {children}
      </p>
    </div>
  );
}
