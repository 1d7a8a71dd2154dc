'use client';

import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { ToastProvider } from './toast';

/** What every page stands on: theme, content security policy, URL state, tooltips, toasts. */
export function Providers({
  nonce,
  children,
}: {
  nonce?: string | undefined;
  children: ReactNode;
}) {
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      enableColorScheme={false}
      disableTransitionOnChange
      storageKey="gatehouse-theme"
      {...(nonce !== undefined && { nonce })}
    >
      <CSPProvider nonce={nonce} disableStyleElements>
        <NuqsAdapter>
          <Tooltip.Provider delay={400} closeDelay={0}>
            <ToastProvider>{children}</ToastProvider>
          </Tooltip.Provider>
        </NuqsAdapter>
      </CSPProvider>
    </ThemeProvider>
  );
}
