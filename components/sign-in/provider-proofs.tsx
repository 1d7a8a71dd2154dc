'use client';

import { Building2 } from 'lucide-react';
import { useState } from 'react';
import { providerNames, type Provider } from '@/lib/identities/model';
import { idle } from '@/lib/kernel/action-state';
import type { SensitiveAct } from '@/lib/sessions/sensitive-acts';
import { ProviderIcon } from '../identities/provider-icon';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { DialogBody } from '../ui/dialog';
import { useLeaving } from '../ui/use-leaving';
import { useStepUpActions } from './step-up-provider';
import { unreachable } from '../ui/unreachable';

/** Proofs by a provider lead away from the page and back: what was typed into it is lost, which is said before. */
export function ProviderProofs({
  act,
  providers,
  sso,
}: {
  act: SensitiveAct;
  providers: readonly Provider[];
  sso: boolean;
}) {
  const { leave, leaveForSso } = useStepUpActions();
  const [leavingFor, setLeavingFor] = useLeaving<Provider | 'sso'>();
  const [problem, setProblem] = useState<string>();

  async function goTo(provider: Provider | 'sso') {
    setProblem(undefined);
    setLeavingFor(provider);
    const { pathname, search } = window.location;
    const returnTo = `${pathname}${search}`;
    const going =
      provider === 'sso'
        ? leaveForSso(idle, { act, returnTo })
        : leave(idle, { provider, act, returnTo });
    const answer = await going.catch(() => null);
    if (answer?.status === 'ok') {
      window.location.assign(answer.data.url);
      return;
    }
    setLeavingFor(undefined);
    setProblem(answer?.status === 'error' ? answer.message : unreachable.message);
  }

  return (
    <DialogBody>
      {problem !== undefined && (
        <Banner tone="danger" role="alert">
          {problem}
        </Banner>
      )}
      <p className="text-sm text-muted">
        You leave this page for a moment and come back to it. Then start again: what you typed here
        is not kept.
      </p>
      {providers.map((provider) => (
        <Button
          key={provider}
          className="w-full"
          icon={<ProviderIcon provider={provider} />}
          loading={leavingFor === provider}
          onClick={() => void goTo(provider)}
        >
          Confirm with {providerNames[provider]}
        </Button>
      ))}
      {sso && (
        <Button
          className="w-full"
          icon={<Building2 size={16} aria-hidden />}
          loading={leavingFor === 'sso'}
          onClick={() => void goTo('sso')}
        >
          Confirm at your identity provider
        </Button>
      )}
    </DialogBody>
  );
}
