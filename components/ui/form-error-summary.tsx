'use client';

import { CircleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { fieldControlId, useFormContext } from './field-context';

type ErrorState = Extract<ActionState, { status: 'error' }>;

/** Says what went wrong, leads to each field, and takes the focus whenever a new answer arrives. */
export function FormErrorSummary({ error }: { error: ErrorState }) {
  const box = useRef<HTMLDivElement>(null);
  const form = useFormContext();
  useEffect(() => {
    box.current?.focus();
  }, [error]);

  const problems = Object.entries(error.fieldErrors).flatMap(([name, messages]) =>
    messages.slice(0, 1).map((message) => ({ name, message })),
  );
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      className="flex gap-2.5 rounded-lg border border-danger-line bg-danger-soft px-3 py-2.5 text-sm"
    >
      <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-danger-text" />
      <div className="min-w-0">
        {!problems.some(({ message }) => message === error.message) && (
          <p className="mb-1 last:mb-0">{error.message}</p>
        )}
        {problems.length > 0 && (
          <ul className="space-y-0.5">
            {problems.map(({ name, message }) => (
              <li key={name}>
                <a
                  href={form ? `#${fieldControlId(form.id, name)}` : undefined}
                  className="rounded-sm text-danger-text underline decoration-danger-line underline-offset-2 hover:decoration-current"
                  onClick={(event) => {
                    const control = form && document.getElementById(fieldControlId(form.id, name));
                    if (!control) return;
                    event.preventDefault();
                    control.focus();
                  }}
                >
                  {message}
                </a>
              </li>
            ))}
          </ul>
        )}
        {error.requestId && (
          <p className="mt-1 text-xs text-muted">
            Request id <code className="font-mono">{error.requestId}</code>
          </p>
        )}
      </div>
    </div>
  );
}
