'use client';

import { Printer } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { idle } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { Section } from '../ui/card';
import { CopyButton } from '../ui/copy-button';
import { Dialog, DialogBody, DialogFooter } from '../ui/dialog';
import { TextLink } from '../ui/text-link';
import { Time } from '../ui/time';
import { unreachable } from '../ui/unreachable';
import { useWarningOnLeave } from '../ui/use-warning-on-leave';
import type { EmergencyAct, EmergencyAdminView } from './views';

type Props = {
  own: EmergencyAdminView;
  organization: string;
  /** Where it is used, as it is to be typed. */
  signInAddress: string;
  createCode: EmergencyAct<{ code: string }>;
};

/** The Admin's own code: whether there is one, and a new one, shown once. */
export function OwnCodeSection({ own, organization, signInAddress, createCode }: Props) {
  const router = useRouter();
  const { guard, dialog } = useStepUp('sso.change');
  const [code, setCode] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [making, setMaking] = useState(false);
  const canHave = own.hasPassword && own.hasSecondFactor;
  function make() {
    setProblem(undefined);
    // No transition: what happens in the dialog of the proof would wait for its end.
    setMaking(true);
    guard(() => createCode(idle, {}))
      .then(
        (answer) => {
          if (answer.status === 'ok') setCode(answer.data.code);
          if (answer.status === 'error') setProblem(answer.message);
        },
        () => setProblem(unreachable.message),
      )
      .finally(() => setMaking(false));
  }
  return (
    <>
      <Section
        title="Your break-glass code"
        description="Works once, together with your password and your authenticator app. Print it and keep it where you keep what must not be lost."
        actions={
          canHave && (
            <Button variant={own.isReady ? 'secondary' : 'primary'} loading={making} onClick={make}>
              {own.madeAt === null ? 'Make a code' : 'Make a new code'}
            </Button>
          )
        }
      >
        <div className="space-y-4 text-sm">
          {problem !== undefined && (
            <Banner tone="danger" role="alert">
              {problem}
            </Banner>
          )}
          <OwnState own={own} />
        </div>
      </Section>
      <Dialog
        title="Your break-glass code"
        open={code !== undefined}
        dismissible={false}
        onOpenChange={() => undefined}
      >
        {code !== undefined && (
          <Sheet
            {...{ code, organization, signInAddress }}
            account={own.email}
            replaces={own.madeAt !== null && own.usedAt === null}
            onSaved={() => {
              setCode(undefined);
              router.refresh();
            }}
          />
        )}
      </Dialog>
      {dialog}
    </>
  );
}

function OwnState({ own }: { own: EmergencyAdminView }) {
  const security = <TextLink href="/account/security">Security in your account</TextLink>;
  if (!own.hasPassword) {
    return (
      <p>
        Your account has no password, and a code is worth nothing without one. Set it under{' '}
        {security}. While single sign-on is required for your address, that cannot be done.
      </p>
    );
  }
  if (!own.hasSecondFactor) {
    return (
      <p>
        Your account has no second factor, and a code is worth nothing without one. Set up an
        authenticator app under {security}.
      </p>
    );
  }
  if (own.usedAt !== null) {
    return (
      <Banner tone="warning" title="Your code is used up">
        It signed you in <Time value={own.usedAt} />. Make a new one now, print it, and put it where
        the old one was.
      </Banner>
    );
  }
  if (own.madeAt === null) return <p className="text-muted">You have none.</p>;
  return (
    <p>
      Made <Time value={own.madeAt} />, not used. A new one takes its place.
    </p>
  );
}

/** The code, this once. It lives in this dialog's memory and nowhere else. */
function Sheet({
  code,
  account,
  organization,
  signInAddress,
  replaces,
  onSaved,
}: {
  code: string;
  account: string;
  organization: string;
  signInAddress: string;
  /** Whether there was one that worked. */
  replaces: boolean;
  onSaved: () => void;
}) {
  useWarningOnLeave();
  return (
    <>
      <DialogBody>
        <Banner tone="warning" role="status" title="Print this now">
          It is shown this once.{replaces && ' The code that you had before no longer works.'}
        </Banner>
        <div
          data-print-alone
          className="space-y-3 rounded-lg border border-line bg-sunken px-4 py-3 text-sm"
        >
          <p className="font-medium">Emergency access to {organization} in Gatehouse</p>
          <p className="font-mono text-base" data-testid="break-glass-code">
            {code}
          </p>
          <p className="wrap-anywhere">
            For {account}. When single sign-on fails, open {signInAddress} and enter your email,
            your password and this code, then a code of your authenticator app. It works once.
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <CopyButton value={code} label="Copy code" />
          <Button icon={<Printer size={16} aria-hidden />} onClick={() => window.print()}>
            Print
          </Button>
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onSaved}>
          I have saved it
        </Button>
      </DialogFooter>
    </>
  );
}
