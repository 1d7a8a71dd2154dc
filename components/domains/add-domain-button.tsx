'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import type { DomainAction } from './domain-actions';

type Props = { addDomain: DomainAction<{ domainId: string }> };

/** Opens the dialog that adds a domain; its record is then on the page. */
export function AddDomainButton({ addDomain }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="Add domain"
      description="The domain of your organization’s email addresses. You prove that it is yours with a DNS record."
      size="sm"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon={<Plus size={16} aria-hidden />}>
          Add domain
        </Button>
      }
      keepOnOutsidePress
    >
      <AddDomainForm addDomain={addDomain} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function AddDomainForm({ addDomain, onDone }: Props & { onDone: () => void }) {
  const toast = useToast();
  const { guard, dialog } = useStepUp('domain.change');
  const [state, action, pending] = useAct(
    async (previous: ActionState<{ domainId: string }>, data: FormData) => {
      const answer = await guard(() => addDomain(previous, data));
      if (answer.status === 'ok') {
        toast.show({ title: 'Domain added', description: 'Publish its record to verify it.' });
        onDone();
      }
      return answer;
    },
  );
  return (
    <>
      <Form action={action} state={state} pending={pending}>
        <DialogBody>
          <Field
            label="Domain"
            name="domain"
            required
            hint="Subdomains are domains of their own: add each one that stands in addresses."
          >
            <Input
              placeholder="example.com"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          </Field>
        </DialogBody>
        <DialogFooter>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton>Add domain</SubmitButton>
        </DialogFooter>
      </Form>
      {dialog}
    </>
  );
}
