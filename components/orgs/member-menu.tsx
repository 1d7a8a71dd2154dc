'use client';

import { UserCog } from 'lucide-react';
import { useState } from 'react';
import { MenuItem, RowMenu } from '../ui/menu';
import { ChangeRoleDialog, type RoleActions } from './change-role-dialog';
import type { MemberView } from './views';

/** What an Admin can do with one member. */
export function MemberMenu({ member, ...actions }: { member: MemberView } & RoleActions) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <RowMenu label={`Actions for ${member.name}`}>
        <MenuItem
          icon={<UserCog size={16} aria-hidden />}
          onClick={() => {
            setOpen(true);
          }}
        >
          Change role
        </MenuItem>
      </RowMenu>
      <ChangeRoleDialog member={member} {...actions} open={open} onOpenChange={setOpen} />
    </>
  );
}
