'use client';

import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';

/** Long enough to read and to reach Undo; the timer stands still while the pointer or focus is inside. */
const SHOWN_MILLISECONDS = 6000;
const WITH_ACTION_MILLISECONDS = 10_000;

export type ToastInput = {
  title: string;
  description?: string;
  tone?: 'success' | 'danger' | 'neutral';
  action?: { label: string; onClick: () => void };
};

/** `const toast = useToast(); toast.show({ title: 'Invitation revoked', action: { label: 'Undo', onClick } })` */
export function useToast(): { show: (input: ToastInput) => void } {
  const { add, close } = Toast.useToastManager();
  return useMemo(
    () => ({
      show: ({ title, description, tone = 'success', action }) => {
        const id = add({
          title,
          description,
          type: tone,
          priority: 'low',
          timeout: action ? WITH_ACTION_MILLISECONDS : SHOWN_MILLISECONDS,
          ...(action && {
            actionProps: {
              children: action.label,
              onClick: () => {
                close(id);
                action.onClick();
              },
            },
          }),
        });
      },
    }),
    [add, close],
  );
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider timeout={SHOWN_MILLISECONDS} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-[calc(100vw-2rem)] flex-col gap-2 sm:w-90">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['right', 'down']}
      className="translate-x-(--toast-swipe-movement-x) translate-y-(--toast-swipe-movement-y) rounded-lg border border-line-strong bg-raised shadow-float transition-[opacity,translate] duration-200 data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-start gap-3 py-3 pr-2 pl-3">
        <ToneIcon tone={toast.type} />
        <div className="min-w-0 flex-1">
          <Toast.Title className="text-sm font-medium" render={<p />} />
          <Toast.Description className="mt-0.5 text-sm text-muted" />
        </div>
        <Toast.Action className="-my-1 h-7 shrink-0 rounded-md border border-line-strong px-2 text-sm font-medium hover:bg-hover" />
        <Toast.Close
          aria-label="Dismiss"
          className="-my-1 grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-text"
        >
          <X size={16} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

function ToneIcon({ tone }: { tone: string | undefined }) {
  if (tone === 'neutral') return null;
  return tone === 'danger' ? (
    <CircleAlert
      size={16}
      aria-label="Error:"
      role="img"
      className="mt-0.5 shrink-0 text-danger-text"
    />
  ) : (
    <CircleCheck size={16} aria-hidden className="mt-0.5 shrink-0 text-success-text" />
  );
}
