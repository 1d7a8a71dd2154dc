'use client';

import { useRouter } from 'next/navigation';
import { roleDescriptions, roleNames, roles, type Role } from '@/lib/authz/permissions';
import { maxImportBytes, maxImportMegabytes, maxImportRows } from '@/lib/invite-imports/model';
import { defaultInvitationDays, maxInvitationDays, maxMessageLength } from '@/lib/invites/model';
import type { ActionState } from '@/lib/kernel/action-state';
import { Field } from '../ui/field';
import { FileInput } from '../ui/file-input';
import { Form, SubmitButton } from '../ui/form';
import { Textarea } from '../ui/input';
import { MultiSelect } from '../ui/multi-select';
import { Select } from '../ui/select';
import { unreachable } from '../ui/unreachable';
import { useAct } from '../ui/use-act';

type Previewed = { importId: string };

/** A list to invite: a file or pasted, and what holds for the lines that say nothing themselves. */
export function UploadForm({
  address,
  importsPath,
  teams,
  before,
}: {
  /** Of the route that takes the list. */
  address: string;
  importsPath: string;
  teams: readonly { id: string; name: string }[];
  /** What was chosen for a list that is corrected now. */
  before?: { role: Role; teamIds: string[]; message: string | null; expiresInDays: number };
}) {
  const router = useRouter();
  const [state, action, pending] = useAct<Previewed>(async (_previous, data) => {
    const file = data.get('file');
    if (file instanceof File && file.size > maxImportBytes) return tooLarge;
    const answer = await send(address, data);
    if (answer.status === 'ok') router.push(`${importsPath}/${answer.data.importId}`);
    return answer;
  });
  return (
    <Form action={action} state={state} pending={pending} className="max-w-140">
      <Field
        label="CSV file"
        name="file"
        hint={`One column of addresses is enough. At most ${maxImportRows.toLocaleString('en')} lines and ${maxImportMegabytes} MB.`}
      >
        <FileInput accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain" />
      </Field>
      <Field
        label="Or paste a list"
        name="pasted"
        optional
        hint="Lines of the same form, with or without a heading."
      >
        <Textarea mono rows={4} spellCheck={false} autoComplete="off" />
      </Field>
      <Field label="Default role" name="role" hint="For lines that name no role.">
        <Select
          defaultValue={before?.role ?? 'developer'}
          options={roles.map((value) => ({
            value,
            label: roleNames[value],
            description: roleDescriptions[value],
          }))}
        />
      </Field>
      <Field label="Default teams" name="teamIds[]" optional hint="For lines that name no team.">
        <MultiSelect
          options={teams.map(({ id, name }) => ({ value: id, label: name }))}
          {...(before && { defaultValue: before.teamIds })}
          emptyLabel="Default"
          searchPlaceholder="Search teams"
        />
      </Field>
      <Field label="Message" name="message" optional hint="Stands in each mail, as plain text.">
        <Textarea maxLength={maxMessageLength} defaultValue={before?.message ?? ''} />
      </Field>
      <Field label="The links work for" name="expiresInDays">
        <Select
          options={dayChoices}
          defaultValue={String(before?.expiresInDays ?? defaultInvitationDays)}
        />
      </Field>
      <SubmitButton>Preview</SubmitButton>
    </Form>
  );
}

const dayChoices = [1, 3, defaultInvitationDays, 14, maxInvitationDays].map((days) => ({
  value: String(days),
  label: days === 1 ? '1 day' : `${days} days`,
}));

type Answer = Exclude<ActionState<Previewed>, { status: 'idle' }>;

const tooLargeMessage = `A file may have at most ${maxImportMegabytes} MB. Split it in two or more.`;
const tooLarge: Answer = {
  status: 'error',
  code: 'payload-too-large',
  message: tooLargeMessage,
  fieldErrors: { file: [tooLargeMessage] },
};

async function send(address: string, data: FormData): Promise<Answer> {
  const response = await fetch(address, { method: 'POST', body: data });
  // Whoever else answers (a proxy, the notice page) does so in another form.
  if (response.headers.get('content-type')?.startsWith('application/json') !== true) {
    return response.status === 413 ? tooLarge : unreachable;
  }
  return (await response.json()) as Answer;
}
