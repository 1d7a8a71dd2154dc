'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { roleDescriptions, roleNames, roles, type Role } from '@/lib/authz/permissions';
import { defaultInvitationDays, maxInvitationDays, maxMessageLength } from '@/lib/invites/model';
import type { ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Button } from '../ui/button';
import { copyText } from '../ui/copy-text';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input, Textarea } from '../ui/input';
import { MultiSelect } from '../ui/multi-select';
import { RadioCards } from '../ui/radio-cards';
import { Select } from '../ui/select';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';

type Created = { invitationId: string; link: string };
type Create = (previous: ActionState<Created>, input: unknown) => Promise<ActionState<Created>>;

type Props = { teams: readonly { id: string; name: string }[]; create: Create };

/** Invites one person: address, role, teams, and how long the link works. */
export function InviteDialog(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="Invite somebody"
      description="They get a mail with a link, and choose themselves how to sign in."
      trigger={<Button variant="primary">Invite</Button>}
      open={open}
      onOpenChange={setOpen}
      keepOnOutsidePress
    >
      <InviteForm {...props} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

const dayChoices = [1, 3, defaultInvitationDays, 14, maxInvitationDays].map((days) => ({
  value: String(days),
  label: days === 1 ? '1 day' : `${days} days`,
}));

function InviteForm({ teams, create, onDone }: Props & { onDone: () => void }) {
  const router = useRouter();
  const { show } = useToast();
  const [role, setRole] = useState<Role>('developer');
  const { guard, dialog } = useStepUp('member.make-admin');
  const [state, action, pending] = useAct<Created>(async (previous, data) => {
    const answer = await guard(() => create(previous, data));
    if (answer.status === 'ok') {
      const { link } = answer.data;
      const email = data.get('email');
      show({
        title: typeof email === 'string' ? `Invitation sent to ${email}` : 'Invitation sent',
        action: { label: 'Copy link', onClick: () => void copyText(link) },
      });
      router.refresh();
      onDone();
    }
    return answer;
  });
  return (
    <>
      <Form action={action} state={state} pending={pending}>
        <DialogBody>
          <Field label="Email" name="email" required>
            <Input type="email" autoComplete="off" inputMode="email" spellCheck={false} />
          </Field>
          <RadioCards
            label="Role"
            name="role"
            value={role}
            onValueChange={(next) => setRole(next as Role)}
            options={roles.map((value) => ({
              value,
              label: roleNames[value],
              description: roleDescriptions[value],
            }))}
          />
          <Field label="Teams" name="teamIds[]" optional>
            <MultiSelect
              options={teams.map(({ id, name }) => ({ value: id, label: name }))}
              emptyLabel="Default"
              searchPlaceholder="Search teams"
            />
          </Field>
          <Field label="Message" name="message" optional hint="Stands in the mail, as plain text.">
            <Textarea maxLength={maxMessageLength} />
          </Field>
          <Field label="The link works for" name="expiresInDays">
            <Select options={dayChoices} defaultValue={String(defaultInvitationDays)} />
          </Field>
        </DialogBody>
        <DialogFooter>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <SubmitButton>Send invitation</SubmitButton>
        </DialogFooter>
      </Form>
      {dialog}
    </>
  );
}
