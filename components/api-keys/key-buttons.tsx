'use client';

import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button';
import { EditLimitsDialog } from './edit-key-dialogs';
import type { KeyAction } from './key-actions';
import { RevokeKeyDialog } from './stop-key-dialogs';
import type { Catalogue, KeyView } from './views';

/** Opens the limits of a key; small where it stands in a row. */
export function EditLimitsButton({
  size = 'md',
  ...dialog
}: {
  apiKey: KeyView;
  updateKey: KeyAction;
  catalogue: Catalogue;
  size?: 'sm' | 'md';
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size={size}
        icon={<SlidersHorizontal size={16} aria-hidden />}
        onClick={() => {
          setOpen(true);
        }}
      >
        Edit limits
      </Button>
      <EditLimitsDialog {...dialog} open={open} onOpenChange={setOpen} />
    </>
  );
}

export function RevokeKeyButton(props: { apiKey: KeyView; revokeKey: KeyAction }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="danger-quiet"
        onClick={() => {
          setOpen(true);
        }}
      >
        Revoke key
      </Button>
      <RevokeKeyDialog {...props} open={open} onOpenChange={setOpen} />
    </>
  );
}
