'use client';

import { useRouter } from 'next/navigation';
import type { ActionState } from '@/lib/kernel/action-state';
import { usualEmailAttributes } from '@/lib/sso/model';
import { useStepUp } from '../sign-in/step-up';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import type { ConnectionAction, VersionView } from './views';

type Props = {
  connectionId: string;
  version: Pick<VersionView, 'emailAttribute' | 'nameAttribute'>;
  mapAttributes: ConnectionAction<{ version: number }>;
};

/** Which attributes of an assertion are a person's address and name. */
export function AttributesForm({ connectionId, version, mapAttributes }: Props) {
  const router = useRouter();
  const toast = useToast();
  const { guard, dialog } = useStepUp('sso.change');
  const [state, action, pending] = useAct<{ version: number }>(
    async (previous: ActionState<{ version: number }>, data: FormData) => {
      const answer = await guard(() => mapAttributes(previous, data));
      if (answer.status === 'ok') {
        toast.show({ title: 'Attributes saved. Run a test sign-in next.' });
        router.refresh();
      }
      return answer;
    },
  );
  return (
    <>
      <Form action={action} state={state} pending={pending} className="max-w-140">
        <input type="hidden" name="connectionId" value={connectionId} />
        <Field
          label="Attribute of the email address"
          name="emailAttribute"
          hint="Empty where the NameID is the address. A test sign-in shows every attribute that comes."
          optional
        >
          <Input
            mono
            autoComplete="off"
            spellCheck={false}
            maxLength={256}
            list="usual-email-attributes"
            defaultValue={version.emailAttribute ?? ''}
          />
        </Field>
        <datalist id="usual-email-attributes">
          {usualEmailAttributes.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Field
          label="Attribute of the name"
          name="nameAttribute"
          hint="As people are called. A test sign-in shows what it finds."
          optional
        >
          <Input
            mono
            autoComplete="off"
            spellCheck={false}
            maxLength={256}
            defaultValue={version.nameAttribute ?? ''}
          />
        </Field>
        <SubmitButton>Save attributes</SubmitButton>
      </Form>
      {dialog}
    </>
  );
}
