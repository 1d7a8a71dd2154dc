'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { usualEmailAttributes, type TestedAssertion } from '@/lib/sso/model';
import { useStepUp } from '../sign-in/step-up';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import { MappingPreview } from './mapping-preview';
import type { ConnectionAction, VersionView } from './views';

type Props = {
  connectionId: string;
  version: Pick<VersionView, 'emailAttribute' | 'nameAttribute'>;
  /** What the identity provider said in the latest test that told of a person; null before one. */
  assertion: TestedAssertion | null;
  mapAttributes: ConnectionAction<{ version: number }>;
};

/** Which attributes of an assertion are a person's address and name, tried on whoever came back from the last test. */
export function AttributesForm({ connectionId, version, assertion, mapAttributes }: Props) {
  const router = useRouter();
  const toast = useToast();
  const { guard, dialog } = useStepUp('sso.change');
  const [emailAttribute, setEmailAttribute] = useState(version.emailAttribute ?? '');
  const [nameAttribute, setNameAttribute] = useState(version.nameAttribute ?? '');
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
            value={emailAttribute}
            onChange={(event) => setEmailAttribute(event.currentTarget.value)}
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
            value={nameAttribute}
            onChange={(event) => setNameAttribute(event.currentTarget.value)}
          />
        </Field>
        <MappingPreview
          assertion={assertion}
          emailAttribute={emailAttribute.trim()}
          nameAttribute={nameAttribute.trim()}
        />
        <SubmitButton>Save attributes</SubmitButton>
      </Form>
      {dialog}
    </>
  );
}
