'use client';

import { CircleAlert, RotateCw } from 'lucide-react';
import { useTransition } from 'react';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy-button';

/** For error.tsx inside a shell: what happened, a number to quote, and another try. Never a stack. */
export function ErrorPanel({ error, retry }: { error: unknown; retry: () => void }) {
  const [pending, startTransition] = useTransition();
  const digest = digestOf(error);
  return (
    <div className="flex flex-col items-center px-6 py-20 text-center">
      <span className="mb-4 grid size-10 place-items-center rounded-lg border border-danger-line bg-danger-soft text-danger-text">
        <CircleAlert size={20} aria-hidden />
      </span>
      <h1 className="text-xl">This page could not be loaded</h1>
      <p className="mt-1.5 max-w-100 text-sm text-pretty text-muted">
        Something failed on our side. Nothing you entered before was changed by it. Try again; if it
        keeps happening, quote the number below to your administrator.
      </p>
      {digest && (
        <p className="mt-4 flex items-center gap-1 text-xs text-muted">
          Error <code className="font-mono text-text">{digest}</code>
          <CopyButton compact value={digest} label="Copy error number" />
        </p>
      )}
      <Button
        className="mt-6"
        icon={<RotateCw size={16} aria-hidden />}
        loading={pending}
        onClick={() => {
          startTransition(retry);
        }}
      >
        Try again
      </Button>
    </div>
  );
}

/** The hash that Next prints beside the error in the server's log. */
export function digestOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return undefined;
  return typeof error.digest === 'string' ? error.digest : undefined;
}
