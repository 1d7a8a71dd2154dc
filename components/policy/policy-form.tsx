'use client';

import type { MembersByMethods } from '@/lib/policy/model';
import { Section } from '../ui/card';
import { Form, SubmitButton } from '../ui/form';
import { EffectsDialog } from './effects-dialog';
import { IpRangesField } from './ip-ranges-field';
import { KeyFields } from './key-fields';
import { MethodsField } from './methods-field';
import { MfaField } from './mfa-field';
import type { PolicyView } from './policy-facts';
import { SessionFields } from './session-fields';
import { usePolicyForm, type PolicyActions } from './use-policy-form';

type Props = {
  policy: PolicyView;
  /** Members without a second factor, and the names of the first of them. */
  lacking: { count: number; members: number; names: string[] };
  membersByMethods: readonly MembersByMethods[];
  /** Where the reader is. */
  ownAddress: string | null;
} & PolicyActions;

export function PolicyForm(props: Props) {
  const { policy, lacking, membersByMethods, ownAddress, ...actions } = props;
  const { form, confirmation, asked, close, stepUp } = usePolicyForm(actions);
  const [state, action, pending] = form;
  const [answer, confirm, confirming] = confirmation;
  const errors = state.status === 'error' ? state.fieldErrors : {};
  return (
    <>
      <Form action={action} state={state} pending={pending} className="space-y-6">
        <Section title="Signing in">
          <div className="max-w-140 space-y-5">
            <MfaField
              policy={policy}
              lacking={lacking}
              isRefused={errors['mfaRequired'] !== undefined}
            />
            <MethodsField
              allowedMethods={policy.allowedMethods}
              membersByMethods={membersByMethods}
              error={errors['allowedMethods']?.[0]}
            />
          </div>
        </Section>
        <Section title="Sessions">
          <div className="max-w-140 space-y-5">
            <SessionFields policy={policy} />
          </div>
        </Section>
        <Section title="Network">
          <div className="max-w-140">
            <IpRangesField
              label="IP ranges for the console"
              name="consoleIpRanges"
              ranges={policy.consoleIpRanges}
              ownAddress={ownAddress}
              hint="Members enter from these addresses alone. Empty means from anywhere."
            />
          </div>
        </Section>
        <Section title="API keys">
          <div className="max-w-140 space-y-5">
            <KeyFields policy={policy} />
          </div>
        </Section>
        <SubmitButton>Save policy</SubmitButton>
      </Form>
      {asked === null ? (
        stepUp
      ) : (
        <EffectsDialog
          effects={asked.effects}
          state={answer}
          pending={confirming}
          onConfirm={() => confirm(new FormData())}
          onClose={close}
          above={stepUp}
        />
      )}
    </>
  );
}
