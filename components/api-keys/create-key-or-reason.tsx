import { Plus } from 'lucide-react';
import { DisabledAction } from '../ui/disabled-action';
import { CreateKeyButton } from './create-key';

/** "Create key" for who may, and the reason for who may not. Goes inside a CreateKeyProvider. */
export function CreateKeyOrReason({ reason }: { reason?: string | undefined }) {
  if (reason === undefined) return <CreateKeyButton />;
  return (
    <DisabledAction reason={reason} icon={<Plus size={16} aria-hidden />}>
      Create key
    </DisabledAction>
  );
}
