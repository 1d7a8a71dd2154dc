'use client';

import { useState } from 'react';
import type { SsoReadiness, SsoRequirementPreview } from '@/lib/domains/model';
import { idle } from '@/lib/kernel/action-state';
import { firstNames } from '../orgs/first-names';
import { useStepUp } from '../sign-in/step-up';
import { Status } from '../ui/badge';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { TextLink } from '../ui/text-link';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import type { DomainActions } from './domain-actions';
import type { DomainView } from './views';

type Props = {
  domain: Pick<DomainView, 'id' | 'domain' | 'requiresSso'>;
  readiness: SsoReadiness;
  /** Of the organization's settings. */
  settingsHref: string;
  actions: Pick<DomainActions, 'previewSso' | 'updateSso'>;
};

/** Whether addresses at a verified domain sign in by single sign-on alone, and what is still missing for that. */
export function SsoRequirement({ domain, readiness, settingsHref, actions }: Props) {
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <p className="text-sm font-medium">Single sign-on</p>
          <p className="mt-0.5 measure text-sm text-muted">
            {domain.requiresSso
              ? `Required: addresses at ${domain.domain} sign in by your identity provider and in no other way.`
              : `Not required: addresses at ${domain.domain} may sign in with a password, Google or GitHub, too.`}
          </p>
        </div>
        {domain.requiresSso ? (
          <StopRequiring domain={domain} update={actions.updateSso} />
        ) : (
          <Require domain={domain} readiness={readiness} actions={actions} />
        )}
      </div>
      {!domain.requiresSso && <Missing readiness={readiness} settingsHref={settingsHref} />}
    </div>
  );
}

function isReady(readiness: SsoReadiness): boolean {
  return Object.values(readiness).every(Boolean);
}

/** What it takes, as long as something of it is missing. */
function Missing({ readiness, settingsHref }: Pick<Props, 'readiness' | 'settingsHref'>) {
  if (isReady(readiness)) return null;
  const { hasConnection, isAllowed, hasEmergencyAccess } = readiness;
  return (
    <div className="text-sm">
      <p className="text-muted">Before it can be required:</p>
      <ul className="mt-2 space-y-1.5">
        <Step done={hasConnection}>
          <TextLink href={`${settingsHref}/sso`}>A connection</TextLink> has passed its test and is
          active
        </Step>
        <Step done={isAllowed}>
          The <TextLink href={`${settingsHref}/security`}>security policy</TextLink> allows single
          sign-on
        </Step>
        <Step done={hasEmergencyAccess}>
          An Admin has{' '}
          <TextLink href={`${settingsHref}/sso/break-glass`}>emergency access</TextLink>, should it
          fail
        </Step>
      </ul>
    </div>
  );
}

function Step({ done, children }: { done: boolean; children: React.ReactNode }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
      <span className="w-20 shrink-0">
        <Status tone={done ? 'success' : 'neutral'}>{done ? 'Done' : 'Missing'}</Status>
      </span>
      <span className="min-w-0 flex-1 basis-48">{children}</span>
    </li>
  );
}

/** Asks whom it concerns, says so, and only then requires it. */
function Require({ domain: { id, domain }, readiness, actions }: Omit<Props, 'settingsHref'>) {
  const { show } = useToast();
  const { guard, dialog } = useStepUp('sso.change');
  const [preview, setPreview] = useState<SsoRequirementPreview>();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [looking, setLooking] = useState(false);
  function ask() {
    setProblem(undefined);
    setLooking(true);
    actions
      .previewSso(idle, { domainId: id })
      .then(
        (answer) => {
          if (answer.status === 'error') setProblem(answer.message);
          if (answer.status !== 'ok') return;
          setPreview(answer.data);
          setOpen(true);
        },
        () => setProblem(unreachable.message),
      )
      .finally(() => setLooking(false));
  }
  return (
    <>
      <Button
        loading={looking}
        disabled={!isReady(readiness)}
        aria-label={`Require single sign-on for ${domain}`}
        onClick={ask}
      >
        Require single sign-on
      </Button>
      {problem !== undefined && (
        <div className="w-full">
          <Banner tone="danger" role="alert">
            {problem}
          </Banner>
        </div>
      )}
      <ConfirmDialog
        title={`Require single sign-on for ${domain}?`}
        description={preview && <Effects domain={domain} preview={preview} />}
        confirmLabel="Require single sign-on"
        tone="neutral"
        open={open}
        onOpenChange={setOpen}
        onConfirm={async () => {
          const update = () => actions.updateSso(idle, { domainId: id, requiresSso: 'yes' });
          const answer = await guard(update);
          if (answer.status === 'ok') show({ title: `${domain} now requires single sign-on` });
          return answer;
        }}
      >
        {dialog}
      </ConfirmDialog>
    </>
  );
}

function Effects({ domain, preview }: { domain: string; preview: SsoRequirementPreview }) {
  const { members, signedInOtherwise } = preview;
  const { count, names, isOneOfThem } = signedInOtherwise;
  return (
    <ul className="list-disc space-y-1.5 pl-4">
      <li>
        {members === 1 ? '1 member has' : `${members} members have`} an address at {domain}.{' '}
        {count === 0
          ? 'None of them is signed in another way.'
          : `Signed in another way now: ${firstNames(names, count)}. At their next click they are asked to come by single sign-on.`}
        {isOneOfThem && ' You are one of them.'}
      </li>
      <li>
        For every address at {domain}, signing in with a password, Google or GitHub ends, and so do
        signing up and setting a new password by mail.
      </li>
      <li>
        Single sign-on opens this organization alone: once signed out, people with an address at{' '}
        {domain} no longer reach their own account and other organizations.
      </li>
      <li>Other organizations can no longer invite addresses at {domain}.</li>
    </ul>
  );
}

function StopRequiring({
  domain: { id, domain },
  update,
}: {
  domain: Props['domain'];
  update: DomainActions['updateSso'];
}) {
  const { show } = useToast();
  const { guard, dialog } = useStepUp('sso.change');
  return (
    <ConfirmDialog
      title={`Stop requiring single sign-on for ${domain}?`}
      description={`Addresses at ${domain} can sign in with a password, Google or GitHub again, and set a new password by mail. Single sign-on goes on beside that.`}
      confirmLabel="Stop requiring"
      trigger={
        <Button aria-label={`Stop requiring single sign-on for ${domain}`}>Stop requiring</Button>
      }
      onConfirm={async () => {
        const answer = await guard(() => update(idle, { domainId: id, requiresSso: 'no' }));
        if (answer.status === 'ok') show({ title: `${domain} no longer requires single sign-on` });
        return answer;
      }}
    >
      {dialog}
    </ConfirmDialog>
  );
}
