'use client';

import { useState } from 'react';
import { Button } from '../ui/button';
import type { LeaveActions } from './departure-views';
import { LeaveOrganizationDialog } from './leave-organization-dialog';

/** Opens the dialog that says what leaving does. */
export function LeaveOrganizationButton({
  organization,
  ...actions
}: { organization: string } & LeaveActions) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="sm"
        aria-label={`Leave ${organization}`}
        onClick={() => {
          setOpen(true);
        }}
      >
        Leave
      </Button>
      <LeaveOrganizationDialog
        organization={organization}
        {...actions}
        open={open}
        onOpenChange={setOpen}
      />
    </>
  );
}
