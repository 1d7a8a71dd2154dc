'use client';

import { Menu as Base } from '@base-ui/react/menu';
import {
  Building2,
  ChevronsUpDown,
  LogOut,
  Monitor,
  MonitorSmartphone,
  Moon,
  ShieldCheck,
  Sun,
  User,
} from 'lucide-react';
import { useTheme } from 'next-themes';
import { startTransition } from 'react';
import { Avatar } from '../ui/avatar';
import { cx } from '../ui/cx';
import { MenuItem, MenuLink, MenuSeparator } from '../ui/menu';
import { popupClass } from '../ui/popup-class';

export type ShellAccount = { name: string; email: string };

/** Who is signed in, their own pages, the theme, and the way out. */
export function AccountMenu({
  account,
  signOutAction,
}: {
  account: ShellAccount;
  signOutAction: () => Promise<unknown>;
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger
        aria-label={`Account: ${account.name}`}
        className="flex w-full items-center gap-2.5 rounded-md p-1.5 text-left transition-colors hover:bg-hover data-popup-open:bg-hover"
      >
        <Avatar name={account.name} />
        <span className="min-w-0 flex-1 text-sm leading-4">
          <span className="block truncate font-medium">{account.name}</span>
          <span className="mt-0.5 block truncate text-xs text-muted">{account.email}</span>
        </span>
        <ChevronsUpDown size={14} aria-hidden className="shrink-0 text-faint" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner side="top" align="start" sideOffset={4} className="z-40">
          <Base.Popup className={cx(popupClass, 'w-(--anchor-width) min-w-56 p-1')}>
            <MenuLink href="/account/profile" icon={<User size={16} aria-hidden />}>
              Profile
            </MenuLink>
            <MenuLink href="/account/security" icon={<ShieldCheck size={16} aria-hidden />}>
              Security
            </MenuLink>
            <MenuLink href="/account/sessions" icon={<MonitorSmartphone size={16} aria-hidden />}>
              Sessions
            </MenuLink>
            <MenuLink href="/account/organizations" icon={<Building2 size={16} aria-hidden />}>
              Organizations
            </MenuLink>
            <MenuSeparator />
            <ThemeChoice />
            <MenuSeparator />
            <MenuItem
              icon={<LogOut size={16} aria-hidden className="text-muted" />}
              onClick={() => {
                startTransition(async () => {
                  await signOutAction();
                  // Only a session that had ended already gets here: the action leads away by itself.
                  // A full load, so that nothing of the session stays in the router's memory.
                  // eslint-disable-next-line @next/next/no-location-assign-relative-destination
                  window.location.assign('/sign-in');
                });
              }}
            >
              Sign out
            </MenuItem>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const THEMES = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'System', icon: Monitor },
];

function ThemeChoice() {
  const { theme = 'system', setTheme } = useTheme();
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1 pb-1.5 text-xs font-medium text-faint">
        Theme
      </Base.GroupLabel>
      <Base.RadioGroup
        value={theme}
        onValueChange={setTheme}
        className="grid grid-cols-3 gap-1 px-1 pb-1"
      >
        {THEMES.map(({ value, label, icon: Icon }) => (
          <Base.RadioItem
            key={value}
            value={value}
            closeOnClick={false}
            className="flex flex-col items-center gap-1 rounded-md border border-transparent py-1.5 text-xs text-muted outline-none data-checked:border-line-strong data-checked:bg-selected data-checked:text-text data-highlighted:bg-hover"
          >
            <Icon size={16} aria-hidden />
            {label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
