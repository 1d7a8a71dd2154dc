'use client';

import type { ReactNode } from 'react';
import { TimeZoneProvider } from '../ui/time-zone';
import { AccountMenu } from './account-menu';
import type { ShellAccount } from './account-menu';
import { SidebarNav } from './nav';
import type { NavSection } from './nav';
import { OrganizationSwitcher } from './organization-switcher';
import type { ShellOrganization } from './organization-switcher';
import { ShellFrame } from './shell-frame';

export type ConsoleShellProps = {
  organization: ShellOrganization;
  organizations: readonly ShellOrganization[];
  /** Without what this role may not see. */
  sections: readonly NavSection[];
  account: ShellAccount;
  /** The reader's zone and the server's now (ISO), for every Time on the page. */
  timeZone: string;
  now: string;
  signOutAction: () => Promise<unknown>;
  createOrganizationHref?: string;
  /** Above every page: a countdown, a suspended organization. */
  banner?: ReactNode;
  children: ReactNode;
};

/** The frame of an organization's pages. */
export function ConsoleShell(props: ConsoleShellProps) {
  const { organization, sections } = props;
  return (
    <TimeZoneProvider timeZone={props.timeZone} now={props.now}>
      <ShellFrame
        title={organization.name}
        banner={props.banner}
        sidebar={(close) => (
          <>
            <div className="border-b border-line p-2">
              <OrganizationSwitcher
                current={organization}
                organizations={props.organizations}
                createHref={props.createOrganizationHref}
                onNavigate={close}
              />
            </div>
            <div className="flex-1 overflow-y-auto p-3">
              <SidebarNav label="Main" sections={sections} onNavigate={close} />
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
