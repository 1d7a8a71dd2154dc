import { CreateKeyButton } from '@/components/api-keys/create-key';
import { installSnippets, snippetsOf } from '@/components/api-keys/snippets';
import { GetStarted } from '@/components/orgs/get-started';
import { MarkInstalledButton } from '@/components/orgs/mark-installed-button';
import { RefreshWhileWaiting } from '@/components/ui/refresh-while-waiting';
import { planOf } from '@/components/orgs/use-case-plan';
import { CodeBlock } from '@/components/ui/code-block';
import { InlineCode } from '@/components/ui/text';
import type { Overview } from '@/lib/orgs/get-overview';
import type { CreateKeyAccess } from '../api-keys/create-key-access';
import { markSdkInstalledAction } from '../actions';

type Props = {
  orgSlug: string;
  overview: Overview;
  creation: CreateKeyAccess;
  /** The text model of the snippet; null where the catalogue has none. */
  model: string | null;
  /** Whom to ask, for readers who may not do the steps; empty where no member could. */
  creators: string;
};

/** The checklist with what each step needs at this moment. */
export function GetStartedSteps({ orgSlug, overview, creation, model, creators }: Props) {
  const { checklist, organization } = overview;
  const isDone = (step: string) => checklist.steps.some((one) => one.step === step && one.done);
  if (!creation.allowed) {
    return (
      <GetStarted
        checklist={checklist}
        note={`${creation.reason} ${creators}`.trim()}
        contents={{ 'create-key': {}, 'install-sdk': {}, 'first-call': {} }}
      />
    );
  }
  const isWaiting = isDone('create-key') && !isDone('first-call');
  const snippets = snippetsOf({
    baseUrl: creation.baseUrl,
    groupId: organization.groupId,
    secret: '$GATEHOUSE_API_KEY',
    model,
    prompt: planOf(organization.useCase).prompt,
  }).slice(0, 1);
  return (
    <>
      {isWaiting && <RefreshWhileWaiting />}
      <GetStarted
        checklist={checklist}
        contents={{
          'create-key': {
            body: isDone('create-key')
              ? 'Its secret was shown once. Each program deserves a key of its own.'
              : 'It opens the models to one program. You see its secret once.',
            action: !isDone('create-key') && <CreateKeyButton />,
          },
          'install-sdk': {
            body: !isDone('install-sdk') && (
              <div className="space-y-3">
                <p>What the language of your choice needs to call over HTTP.</p>
                <CodeBlock label="Install" snippets={installSnippets} />
              </div>
            ),
            action: !isDone('install-sdk') && (
              <MarkInstalledButton markInstalled={markSdkInstalledAction.bind(null, orgSlug)} />
            ),
          },
          'first-call': {
            body: !isDone('first-call') && (
              <div className="space-y-3">
                <p>
                  Put the secret into <InlineCode>GATEHOUSE_API_KEY</InlineCode> and run this. The
                  step ticks itself once the call is answered.
                </p>
                <CodeBlock label="First call" snippets={snippets} />
              </div>
            ),
          },
        }}
      />
    </>
  );
}
