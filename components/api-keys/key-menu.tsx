'use client';

import { Ban, Pencil, Power, PowerOff, SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { MenuItem, MenuSeparator, RowMenu } from '../ui/menu';
import { EditLimitsDialog, RenameKeyDialog } from './edit-key-dialogs';
import type { KeyActions } from './key-actions';
import { DisableKeyDialog, RevokeKeyDialog } from './stop-key-dialogs';
import { useEnable } from './use-enable';
import type { Catalogue, KeyView } from './views';

type Dialog = 'rename' | 'limits' | 'disable' | 'revoke';

export type KeyMenuProps = {
  apiKey: Pick<
    KeyView,
    | 'id'
    | 'name'
    | 'hint'
    | 'state'
    | 'environment'
    | 'allowedServices'
    | 'allowedModels'
    | 'ipRanges'
    | 'lastUsedAt'
  >;
  actions: KeyActions;
  catalogue: Catalogue;
  /** Why the reader may not change this key, for example since it belongs to another team. */
  lockedReason?: string | undefined;
};

/** What can be done with one key. */
export function KeyMenu({ apiKey, actions, catalogue, lockedReason }: KeyMenuProps) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const enable = useEnable(apiKey, actions);
  const reason = lockedReason ?? (apiKey.state === 'revoked' ? 'This key is revoked.' : undefined);
  const ended =
    reason ?? (apiKey.state === 'expired' ? 'This key has expired. Create another.' : undefined);
  const item = (open: Dialog, why = reason) => ({
    onClick: () => {
      setDialog(open);
    },
    ...(why !== undefined && { disabledReason: why }),
  });
  const dialogProps = (name: Dialog) => ({
    apiKey,
    open: dialog === name,
    onOpenChange: (open: boolean) => {
      setDialog(open ? name : null);
    },
  });
  const isOff = apiKey.state === 'disabled' || apiKey.state === 'suspended';
  return (
    <>
      <RowMenu label={`Actions for ${apiKey.name}`}>
        <MenuItem icon={<Pencil size={16} aria-hidden />} {...item('rename')}>
          Rename
        </MenuItem>
        <MenuItem icon={<SlidersHorizontal size={16} aria-hidden />} {...item('limits')}>
          Edit limits
        </MenuItem>
        <MenuSeparator />
        {isOff && (
          <MenuItem
            icon={<Power size={16} aria-hidden />}
            onClick={enable}
            {...(ended !== undefined && { disabledReason: ended })}
          >
            Enable
          </MenuItem>
        )}
        {apiKey.state !== 'disabled' && (
          <MenuItem icon={<PowerOff size={16} aria-hidden />} {...item('disable', ended)}>
            Disable
          </MenuItem>
        )}
        <MenuItem tone="danger" icon={<Ban size={16} aria-hidden />} {...item('revoke')}>
          Revoke
        </MenuItem>
      </RowMenu>
      <RenameKeyDialog {...dialogProps('rename')} updateKey={actions.update} />
      <EditLimitsDialog
        {...dialogProps('limits')}
        updateKey={actions.update}
        catalogue={catalogue}
      />
      <DisableKeyDialog {...dialogProps('disable')} actions={actions} />
      <RevokeKeyDialog {...dialogProps('revoke')} revokeKey={actions.revoke} />
    </>
  );
}
