'use client';

import { LogOut, UserCog, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { MenuItem, MenuSeparator, RowMenu } from '../ui/menu';
import { ChangeRoleDialog, type RoleActions } from './change-role-dialog';
import type { LeaveActions, RemoveActions } from './departure-views';
import { LeaveOrganizationDialog } from './leave-organization-dialog';
import { RemoveMemberDialog } from './remove-member-dialog';
import type { MemberView } from './views';

type Opened = 'role' | 'remove' | 'leave' | null;

type Props = {
  member: MemberView;
  organization: string;
  /** What Admins can do with everybody; null for all others. */
  admin: (RoleActions & RemoveActions) | null;
  /** What everybody can do with their own membership; null where nobody can. */
  own: LeaveActions | null;
};

/** What the reader can do with one member: anything with somebody else is for Admins. */
export function MemberMenu({ member, organization, admin, own }: Props) {
  const [opened, setOpened] = useState<Opened>(null);
  const dialogProps = (name: Opened) => ({
    open: opened === name,
    onOpenChange: (open: boolean) => {
      setOpened(open ? name : null);
    },
  });
  const mayLeave = member.isReader && own !== null;
  if (admin === null && !mayLeave) return null;
  return (
    <>
      <RowMenu label={`Actions for ${member.name}`}>
        {admin !== null && (
          <>
            <MenuItem
              icon={<UserCog size={16} aria-hidden />}
              onClick={() => {
                setOpened('role');
              }}
            >
              Change role
            </MenuItem>
            {(mayLeave || !member.isReader) && <MenuSeparator />}
          </>
        )}
        {mayLeave && (
          <MenuItem
            tone="danger"
            icon={<LogOut size={16} aria-hidden />}
            onClick={() => {
              setOpened('leave');
            }}
          >
            Leave organization…
          </MenuItem>
        )}
        {admin !== null && !member.isReader && (
          <MenuItem
            tone="danger"
            icon={<UserMinus size={16} aria-hidden />}
            onClick={() => {
              setOpened('remove');
            }}
          >
            Remove from organization…
          </MenuItem>
        )}
      </RowMenu>
      {admin !== null && (
        <ChangeRoleDialog
          member={member}
          changeRole={admin.changeRole}
          previewRoleChange={admin.previewRoleChange}
          {...dialogProps('role')}
        />
      )}
      {admin !== null && !member.isReader && (
        <RemoveMemberDialog
          member={member}
          previewRemove={admin.previewRemove}
          remove={admin.remove}
          findHeirs={admin.findHeirs}
          {...dialogProps('remove')}
        />
      )}
      {mayLeave && (
        <LeaveOrganizationDialog organization={organization} {...own} {...dialogProps('leave')} />
      )}
    </>
  );
}
