'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Field } from '../ui/field';
import { FileInput } from '../ui/file-input';
import { Form, SubmitButton } from '../ui/form';
import { Input, Textarea } from '../ui/input';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import type { ConnectionAction } from './views';

type Props = {
  connectionId: string;
  /** Whether there is a version already, which stays what people sign in by until this one is tested. */
  isReplacement: boolean;
  setIdentityProvider: ConnectionAction<{ version: number }>;
};

/** Takes the metadata of the identity provider: pasted, or from a file, which is shown before it is sent. */
export function MetadataForm({ connectionId, isReplacement, setIdentityProvider }: Props) {
  const router = useRouter();
  const toast = useToast();
  const { guard, dialog } = useStepUp('sso.change');
  const [metadata, setMetadata] = useState('');
  const [state, action, pending] = useAct<{ version: number }>(
    async (previous: ActionState<{ version: number }>, data: FormData) => {
      const answer = await guard(() => setIdentityProvider(previous, data));
      if (answer.status === 'ok') {
        toast.show({ tone: 'success', title: 'Identity provider saved. Run a test sign-in next.' });
        setMetadata('');
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
          label="Identity provider metadata"
          name="metadata"
          hint="The XML that your identity provider offers for a SAML application. It holds no secret."
        >
          <Textarea
            mono
            rows={5}
            spellCheck={false}
            autoComplete="off"
            value={metadata}
            onChange={(event) => {
              setMetadata(event.currentTarget.value);
            }}
          />
        </Field>
        <Field label="Or choose its file">
          <FileInput
            accept=".xml,application/xml,text/xml,application/samlmetadata+xml"
            onChange={(event) => {
              void event.currentTarget.files?.[0]?.text().then(setMetadata);
            }}
          />
        </Field>
        <Field
          label="Or give its address"
          name="metadataUrl"
          hint="Read once, now. When something changes there, come back and save it again."
        >
          <Input
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://"
            maxLength={2000}
          />
        </Field>
        <SubmitButton>
          {isReplacement ? 'Save as a new version' : 'Save identity provider'}
        </SubmitButton>
      </Form>
      {dialog}
    </>
  );
}
