'use client';

import { KeyRound } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { providerNames, type LinkedIdentity, type Provider } from '@/lib/identities/model';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Badge } from '../ui/badge';
import { Banner } from '../ui/banner';
import { Section } from '../ui/card';
import { Time } from '../ui/time';
import { LinkProvider, SetPassword, UnlinkProvider } from './method-acts';
import { ProviderIcon } from './provider-icon';

/** Of `LinkedIdentity`, with moments as ISO 8601. */
export type IdentityView = Omit<LinkedIdentity, 'linkedAt' | 'lastUsedAt'> & {
  linkedAt: string;
  lastUsedAt: string;
};

export type MethodsView = { hasPassword: boolean; identities: IdentityView[]; offered: Provider[] };

type Act<I, T> = (previous: ActionState<T>, input: I) => Promise<ActionState<T>>;

export type MethodActions = {
  link: Act<{ provider: Provider }, { url: string }>;
  unlink: Act<{ provider: Provider }, null>;
  mailPasswordLink: Act<Record<string, never>, null>;
};

/** How the person can sign in: what is there, what could be, and the ways to change it. */
export function SignInMethods({
  methods,
  email,
  actions,
}: {
  methods: MethodsView;
  email: string;
  actions: MethodActions;
}) {
  const { guard, dialog } = useStepUp('identity.change');
  const [problem, setProblem] = useState<string>();
  const { hasPassword, identities, offered } = methods;
  const linkable = offered.filter((one) => !identities.some(({ provider }) => provider === one));
  return (
    <>
      <Section
        title="Sign-in methods"
        description="Each of these opens your account. Keep at least one."
        flush
      >
        {problem !== undefined && (
          <div className="border-b border-line p-4 sm:px-5">
            <Banner tone="danger" role="alert">
              {problem}
            </Banner>
          </div>
        )}
        <ul className="divide-y divide-line">
          <Row
            icon={<KeyRound size={16} aria-hidden />}
            name="Password"
            state={hasPassword ? <Badge tone="success">On</Badge> : <Badge>Not set</Badge>}
            facts={hasPassword ? email : 'You sign in without one.'}
          >
            {!hasPassword && (
              <SetPassword email={email} mail={actions.mailPasswordLink} onProblem={setProblem} />
            )}
          </Row>
          {identities.map((identity) => (
            <Row
              key={identity.provider}
              icon={<ProviderIcon provider={identity.provider} />}
              name={providerNames[identity.provider]}
              state={
                identity.isUsable ? (
                  <Badge tone="success">On</Badge>
                ) : (
                  <Badge tone="warning">Not offered here any more</Badge>
                )
              }
              facts={<IdentityFacts identity={identity} />}
            >
              <UnlinkProvider
                provider={identity.provider}
                unlink={(provider) => guard(() => actions.unlink(idle, { provider }))}
              />
            </Row>
          ))}
          {linkable.map((provider) => (
            <Row
              key={provider}
              icon={<ProviderIcon provider={provider} />}
              name={providerNames[provider]}
              state={<Badge>Not linked</Badge>}
              facts={`Sign in with your ${providerNames[provider]} account.`}
            >
              <LinkProvider
                provider={provider}
                link={() => guard(() => actions.link(idle, { provider }))}
                onProblem={setProblem}
              />
            </Row>
          ))}
        </ul>
      </Section>
      {dialog}
    </>
  );
}

function Row({
  icon,
  name,
  state,
  facts,
  children,
}: {
  icon: ReactNode;
  name: string;
  state: ReactNode;
  facts: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li className="flex items-start gap-3 px-4 py-3.5 sm:items-center sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-bg">
        {icon}
      </span>
      {/* The button goes below the words on a phone, and stays in line with them. */}
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
            {name} {state}
          </p>
          <div className="mt-0.5 flex flex-wrap gap-x-3 gap-y-0.5 text-xs wrap-anywhere text-muted">
            {facts}
          </div>
        </div>
        {children}
      </div>
    </li>
  );
}

function IdentityFacts({ identity }: { identity: IdentityView }) {
  return (
    <>
      <span>{identity.email}</span>
      <span>
        Last used <Time value={identity.lastUsedAt} />
      </span>
      <span>
        Linked <Time value={identity.linkedAt} />
      </span>
    </>
  );
}
