'use client';

import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button';
import { LinkButton } from '../ui/text-link';
import { EditLimitsDialog } from './edit-key-dialogs';
import type { KeyAction } from './key-actions';
import { RevokeKeyDialog } from './stop-key-dialogs';
import { useEnable } from './use-enable';
import type { Catalogue, KeyView } from './views';

/** Opens the limits of a key; `inText` where it ends a sentence. */
export function EditLimitsButton({
  inText = false,
  ...dialog
}: {
  apiKey: KeyView;
  updateKey: KeyAction;
  catalogue: Catalogue;
  inText?: boolean;
}) {
  const [open, setOpen] = useState(false);
  const show = () => {
    setOpen(true);
  };
  return (
    <>
      {inText ? (
        <LinkButton onClick={show}>Edit limits</LinkButton>
      ) : (
        <Button icon={<SlidersHorizontal size={16} aria-hidden />} onClick={show}>
          Edit limits
        </Button>
      )}
      <EditLimitsDialog {...dialog} open={open} onOpenChange={setOpen} />
    </>
  );
}

/** Ends a sentence that says to enable the key. */
export function EnableKeyLink({
  apiKey,
  enableKey,
}: {
  apiKey: Pick<KeyView, 'id' | 'name'>;
  enableKey: KeyAction;
}) {
  return <LinkButton onClick={useEnable(apiKey, { enable: enableKey })}>Enable key</LinkButton>;
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
