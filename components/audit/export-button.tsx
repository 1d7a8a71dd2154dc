'use client';

import { Download } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useActionState, useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Form, SubmitButton } from '../ui/form';
import { RadioCards } from '../ui/radio-cards';

type Created = { exportId: string };

type Props = {
  /** What the list is narrowed to, by the names of the use case's fields. */
  filter: Record<string, string>;
  createExport: (previous: ActionState<Created>, input: unknown) => Promise<ActionState<Created>>;
  /** Where the exports wait. */
  exportsHref: string;
};

/** Opens the dialog that asks for a file of what the list shows, and leads to where it is made. */
export function ExportButton(props: Props) {
  const [open, setOpen] = useState(false);
  const filtered = Object.keys(props.filter).length > 0;
  return (
    <Dialog
      title="Export the audit log"
      description={
        filtered
          ? 'Every event that matches the filters of the list, newest first. The export itself is an event.'
          : 'Every event that you can see, newest first. The export itself is an event.'
      }
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon={<Download size={16} aria-hidden />}>Export</Button>}
    >
      <ExportForm {...props} />
    </Dialog>
  );
}

function ExportForm({ filter, createExport, exportsHref }: Props) {
  const router = useRouter();
  const [state, action, pending] = useActionState(
    async (previous: ActionState<Created>, data: FormData) => {
      const answer = await createExport(previous, data);
      if (answer.status === 'ok') router.push(exportsHref);
      return answer;
    },
    idle,
  );
  return (
    <Form action={action} state={state} pending={pending}>
      <DialogBody>
        {Object.entries(filter).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <RadioCards
          label="Format"
          name="format"
          defaultValue="csv"
          options={[
            {
              value: 'csv',
              label: 'CSV',
              description: 'For spreadsheets. What could run as a formula is made text.',
            },
            {
              value: 'jsonl',
              label: 'JSON Lines',
              description: 'For programs: an object on each line, with before and after in full.',
            },
          ]}
        />
      </DialogBody>
      <DialogFooter>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton>Start export</SubmitButton>
      </DialogFooter>
    </Form>
  );
}
