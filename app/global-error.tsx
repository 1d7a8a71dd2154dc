'use client';

import { digestOf } from '@/components/shell/error-panel';
import './globals.css';

/** When the root layout itself fails: no provider, no font, no theme switch to rely on. */
export default function GlobalErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = digestOf(error);
  return (
    <html lang="en">
      <body>
        <title>Error · Gatehouse</title>
        <main id="main" className="mx-auto max-w-100 px-6 py-24 text-center font-sans">
          <h1 className="text-xl">Gatehouse could not be loaded</h1>
          <p className="mt-1.5 text-sm text-pretty text-muted">
            Something failed on our side. Try again; if it keeps happening, quote the number below
            to your administrator.
          </p>
          {digest && (
            <p className="mt-4 text-xs text-muted">
              Error <code className="font-mono text-text">{digest}</code>
            </p>
          )}
          <button
            type="button"
            onClick={retry}
            className="mt-6 h-8 rounded-md bg-accent px-3 text-sm font-medium text-on-accent hover:bg-accent-hover"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
