'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { createContext, use, useState, type ReactNode } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { useAct } from '../ui/use-act';
import { CreateKeyForm } from './create-key-form';
import { CreatedKeyView } from './created-key';
import { callableTextModel } from './snippets';
import type { Catalogue, CreatedKey, Team } from './views';

const OpenContext = createContext<() => void>(() => undefined);

type Props = {
  createKey: (
    previous: ActionState<CreatedKey>,
    data: FormData,
  ) => Promise<ActionState<CreatedKey>>;
  /** Those in which the reader may make keys. */
  teams: readonly Team[];
  catalogue: Catalogue;
  baseUrl: string;
  maxKeyDays: number | null;
};

/**
 * Holds the dialog for the buttons inside. It stands around the whole page, so that no refresh of what is inside can
 * take the dialog away while it shows a secret.
 */
export function CreateKeyProvider({ children, ...props }: Props & { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const [locked, setLocked] = useState(false);
  const [created, setCreated] = useState(false);
  const router = useRouter();
  // Only then: a refresh that fails is turned into a reload by Next, and one that meets an error or a session that has
  // ended puts another page in the place of this one. Either would lose a secret that nobody can show again.
  const close = () => {
    setOpen(false);
    setLocked(false);
    if (created) router.refresh();
    setCreated(false);
  };
  return (
    <OpenContext
      value={() => {
        setOpen(true);
      }}
    >
      {children}
      <Dialog
        title={created ? 'Key created' : 'Create key'}
        open={open}
        onOpenChange={(next) => {
          if (!next) close();
        }}
        size={created ? 'lg' : 'md'}
        dismissible={!locked}
        keepOnOutsidePress
      >
        <CreateKeyDialogContent
          {...props}
          onLock={setLocked}
          onCreated={() => {
            setCreated(true);
          }}
          onClose={close}
        />
      </Dialog>
    </OpenContext>
  );
}

/** Lives only while the dialog is open, and the secret with it. */
function CreateKeyDialogContent({
  createKey,
  teams,
  catalogue,
  baseUrl,
  maxKeyDays,
  onLock,
  onCreated,
  onClose,
}: Props & {
  onLock: (locked: boolean) => void;
  onCreated: () => void;
  onClose: () => void;
}) {
  const [model, setModel] = useState<string | null>(null);
  const { guard, dialog } = useStepUp('api-key.create-without-expiry');
  const [state, action, pending] = useAct(
    async (previous: ActionState<CreatedKey>, data: FormData) => {
      // Whoever closed the dialog now would never see the secret of a key that exists.
      onLock(true);
      const next = await guard(() => createKey(previous, data)).catch(() => unreachable);
      if (next.status === 'ok') {
        setModel(callableTextModel(catalogue.models, limitsOf(data)));
        onCreated();
      } else onLock(false);
      return next;
    },
  );
  if (state.status === 'ok') {
    return (
      <CreatedKeyView created={state.data} baseUrl={baseUrl} model={model} onSaved={onClose} />
    );
  }
  return (
    <>
      <CreateKeyForm
        state={state}
        action={action}
        pending={pending}
        teams={teams}
        catalogue={catalogue}
        maxKeyDays={maxKeyDays}
        onCancel={onClose}
      />
      {dialog}
    </>
  );
}

const unreachable: ActionState<CreatedKey> = {
  status: 'error',
  code: 'unavailable',
  message:
    'Gatehouse did not answer. Check the list of keys before you try again: the key may have been created. If it was, revoke it, since its secret was not shown.',
  fieldErrors: {},
};

function limitsOf(data: FormData): { allowedServices: string[]; allowedModels: string[] } {
  const list = (name: string) => data.getAll(name).filter((value) => value !== '') as string[];
  return { allowedServices: list('allowedServices[]'), allowedModels: list('allowedModels[]') };
}

/** Opens the dialog of the provider around it. */
export function CreateKeyButton({ variant = 'primary' }: { variant?: 'primary' | 'secondary' }) {
  const open = use(OpenContext);
  return (
    <Button variant={variant} icon={<Plus size={16} aria-hidden />} onClick={open}>
      Create key
    </Button>
  );
}
