'use client';

import { ArrowLeft } from 'lucide-react';
import { IntentLink } from '../ui/intent-link';
import type { ReactNode } from 'react';
import { TimeZoneProvider } from '../ui/time-zone';
import { AccountMenu } from './account-menu';
import type { ShellAccount } from './account-menu';
import { SidebarNav } from './nav';
import type { NavItem } from './nav';
import { ShellFrame } from './shell-frame';

/** The frame of a person's own pages, with the way back to where they came from. */
export function AccountShell(props: {
  account: ShellAccount;
  items: readonly NavItem[];
  back?: { href: string; label: string };
  timeZone: string;
  now: string;
  signOutAction: () => Promise<unknown>;
  banner?: ReactNode;
  children: ReactNode;
}) {
  return (
    <TimeZoneProvider timeZone={props.timeZone} now={props.now}>
      <ShellFrame
        title="Account"
        banner={props.banner}
        sidebar={(close) => (
          <>
            <div className="flex h-15 items-center border-b border-line p-2">
              {props.back ? (
                <IntentLink
                  href={props.back.href}
                  onClick={close}
                  className="flex h-8 min-w-0 flex-1 items-center gap-2.5 rounded-md px-2 text-sm font-medium transition-colors hover:bg-hover"
                >
                  <ArrowLeft size={16} aria-hidden className="shrink-0 text-muted" />
                  <span className="truncate">{props.back.label}</span>
                </IntentLink>
              ) : (
                <p className="px-2 text-sm font-medium">Account</p>
              )}
            </div>
            <div className="flex-1 overflow-y-auto p-3">
              <SidebarNav
                label="Account"
                sections={[{ ...(props.back && { title: 'Account' }), items: props.items }]}
                onNavigate={close}
              />
            </div>
            <div className="border-t border-line p-2">
              <AccountMenu account={props.account} signOutAction={props.signOutAction} />
            </div>
          </>
        )}
      >
        {props.children}
      </ShellFrame>
    </TimeZoneProvider>
  );
}
