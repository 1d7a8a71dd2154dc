'use client';

import { useState } from 'react';
import { providerNames, type Provider } from '@/lib/identities/model';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { AuthDivider } from '../shell/auth-shell';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { useLeaving } from '../ui/use-leaving';
import { ProviderIcon } from './provider-icon';

export type StartOAuth = (
  previous: ActionState<{ url: string }>,
  input: { provider: Provider; next?: string; timeZone: string },
) => Promise<ActionState<{ url: string }>>;

/** The other ways in, above the form with the password. Nothing where the operator set none up. */
export function OAuthButtons({
  providers,
  start,
  next,
}: {
  providers: readonly Provider[];
  start: StartOAuth;
  next: string | null;
}) {
  const [leavingFor, setLeavingFor] = useLeaving<Provider>();
  const [problem, setProblem] = useState<string>();
  if (providers.length === 0) return null;

  async function leave(provider: Provider) {
    setProblem(undefined);
    setLeavingFor(provider);
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    const answer = await start(idle, { provider, timeZone, ...(next !== null && { next }) }).catch(
      () => null,
    );
    if (answer?.status === 'ok') {
      // No form may lead to another site (content security policy); the button keeps turning until the page is gone.
      window.location.assign(answer.data.url);
      return;
    }
    setLeavingFor(undefined);
    setProblem(
      answer?.status === 'error'
        ? answer.message
        : 'Gatehouse could not be reached. Check your connection and try again.',
    );
  }

  return (
    <div>
      <div className="flex flex-col gap-2">
        {problem !== undefined && (
          <Banner tone="danger" role="alert">
            {problem}
          </Banner>
        )}
        {providers.map((provider) => (
          <Button
            key={provider}
            size="lg"
            className="w-full"
            icon={<ProviderIcon provider={provider} />}
            loading={leavingFor === provider}
            disabled={leavingFor !== undefined && leavingFor !== provider}
            onClick={() => void leave(provider)}
          >
            Continue with {providerNames[provider]}
          </Button>
        ))}
      </div>
      <AuthDivider />
    </div>
  );
}
