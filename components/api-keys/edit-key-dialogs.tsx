'use client';

import { useRouter } from 'next/navigation';
import { useActionState } from 'react';
import { environments } from '@/lib/api-keys/model';
import { idle } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { Select } from '../ui/select';
import { useToast } from '../ui/toast';
import type { KeyAction } from './key-actions';
import { KeyLimitsFields } from './key-limits-fields';
import { environmentNames, type Catalogue, type KeyView } from './views';

type EditableKey = Pick<
  KeyView,
  'id' | 'name' | 'environment' | 'allowedServices' | 'allowedModels' | 'ipRanges'
>;

type DialogProps = {
  apiKey: EditableKey;
  updateKey: KeyAction;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

export function RenameKeyDialog({ open, onOpenChange, ...rest }: DialogProps) {
  return (
    <Dialog title="Rename key" open={open} onOpenChange={onOpenChange} size="sm">
      <RenameKeyForm {...rest} onOpenChange={onOpenChange} />
    </Dialog>
  );
}

function RenameKeyForm({ apiKey, updateKey, onOpenChange }: Omit<DialogProps, 'open'>) {
  const { state, action, pending } = useUpdate(updateKey, 'Key renamed', onOpenChange);
  return (
    <Form action={action} state={state} pending={pending}>
      <input type="hidden" name="keyId" value={apiKey.id} />
      <DialogBody>
        <Field label="Name" name="name" required>
          <Input defaultValue={apiKey.name} autoComplete="off" maxLength={80} />
        </Field>
        <Field label="Environment" name="environment">
          <Select
            defaultValue={apiKey.environment}
            options={environments.map((value) => ({ value, label: environmentNames[value] }))}
          />
        </Field>
      </DialogBody>
      <EditFooter />
    </Form>
  );
}

export function EditLimitsDialog({
  open,
  onOpenChange,
  ...rest
}: DialogProps & { catalogue: Catalogue }) {
  return (
    <Dialog
      title={`Limits of ${rest.apiKey.name}`}
      description="Calls outside these limits are refused within a second of saving."
      open={open}
      onOpenChange={onOpenChange}
      keepOnOutsidePress
    >
      <EditLimitsForm {...rest} onOpenChange={onOpenChange} />
    </Dialog>
  );
}

function EditLimitsForm({
  apiKey,
  updateKey,
  onOpenChange,
  catalogue,
}: Omit<DialogProps, 'open'> & { catalogue: Catalogue }) {
  const { state, action, pending } = useUpdate(updateKey, 'Limits saved', onOpenChange);
  return (
    <Form action={action} state={state} pending={pending}>
      <input type="hidden" name="keyId" value={apiKey.id} />
      <DialogBody>
        <KeyLimitsFields catalogue={catalogue} defaults={apiKey} />
      </DialogBody>
      <EditFooter />
    </Form>
  );
}

function EditFooter() {
  return (
    <DialogFooter>
      <DialogClose>
        <Button>Cancel</Button>
      </DialogClose>
      <SubmitButton>Save</SubmitButton>
    </DialogFooter>
  );
}

/** Saves, says so, closes and shows the page as it is now. */
function useUpdate(updateKey: KeyAction, done: string, onOpenChange: (open: boolean) => void) {
  const router = useRouter();
  const toast = useToast();
  const [state, action, pending] = useActionState(
    async (previous: Parameters<KeyAction>[0], data: FormData) => {
      const next = await updateKey(previous, data);
      if (next.status === 'ok') {
        toast.show({ title: done });
        onOpenChange(false);
        router.refresh();
      }
      return next;
    },
    idle,
  );
  return { state, action, pending };
}
