'use client';

import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronsUpDown, Plus, Search } from 'lucide-react';
import { IntentLink } from '../ui/intent-link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Avatar } from '../ui/avatar';
import { cx } from '../ui/cx';
import { popupClass, popupItemClass } from '../ui/popup-class';

export type ShellOrganization = { slug: string; name: string; role: string; href: string };

/** Which organization this is, as whom, and the way to the others. */
export function OrganizationSwitcher({
  current,
  organizations,
  createHref,
  onNavigate,
}: {
  current: ShellOrganization;
  organizations: readonly ShellOrganization[];
  createHref?: string | undefined;
  onNavigate?: () => void;
}) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  return (
    <Combobox.Root
      items={organizations}
      value={current}
      open={open}
      onOpenChange={setOpen}
      itemToStringLabel={(organization) => organization.name}
      isItemEqualToValue={(a, b) => a.slug === b.slug}
      onValueChange={(next) => {
        if (!next || next.slug === current.slug) return;
        onNavigate?.();
        router.push(next.href);
      }}
    >
      <Combobox.Trigger
        aria-label={`Organization: ${current.name}, ${current.role}. Switch organization`}
        className="flex w-full items-center gap-2.5 rounded-md p-1.5 text-left transition-colors hover:bg-hover data-popup-open:bg-hover"
      >
        <Avatar name={current.name} shape="organization" />
        <span className="min-w-0 flex-1 text-sm leading-4">
          <span className="block truncate font-medium">{current.name}</span>
          <span className="mt-0.5 block truncate text-xs text-muted">{current.role}</span>
        </span>
        <ChevronsUpDown size={14} aria-hidden className="shrink-0 text-faint" />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} align="start" className="z-40">
          <Combobox.Popup
            aria-label="Switch organization"
            className={cx(popupClass, 'w-70 max-w-(--available-width)')}
          >
            <div className="relative border-b border-line">
              <Search size={14} aria-hidden className="absolute top-3 left-3 text-faint" />
              <Combobox.Input
                aria-label="Search organizations"
                placeholder="Search organizations"
                className="h-10 w-full bg-transparent pr-3 pl-8 text-sm outline-none pointer-coarse:text-base"
              />
            </div>
            <Combobox.Empty className="px-3 py-3 text-sm text-muted empty:hidden">
              No organization matches.
            </Combobox.Empty>
            <Combobox.List className="max-h-72 overflow-y-auto p-1 data-empty:hidden">
              {(organization: ShellOrganization) => (
                <Combobox.Item
                  key={organization.slug}
                  value={organization}
                  className={popupItemClass}
                >
                  <Avatar name={organization.name} shape="organization" size="sm" />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{organization.name}</span>
                    <span className="block truncate text-xs text-muted">{organization.role}</span>
                  </span>
                  <Combobox.ItemIndicator>
                    <Check size={14} aria-hidden />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
            {createHref && (
              <div className="border-t border-line p-1">
                <IntentLink
                  href={createHref}
                  className={cx(popupItemClass, 'hover:bg-hover')}
                  onClick={() => {
                    setOpen(false);
                    onNavigate?.();
                  }}
                >
                  <Plus size={16} aria-hidden className="mx-1 text-muted" />
                  Create organization
                </IntentLink>
              </div>
            )}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
