'use client';

import { useEffect, useState, type ReactNode } from 'react';
import type { ActionState } from '@/lib/kernel/action-state';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Form, SubmitButton } from '../ui/form';
import { Spinner } from '../ui/spinner';
import { unreachable } from '../ui/unreachable';
import { useAct } from '../ui/use-act';
import { DepartureInvitations } from './departure-invitations';
import { DepartureKeys } from './departure-keys';
import { DepartureSessions } from './departure-sessions';
import type { DepartureActs, DepartureView, Manner } from './departure-views';
import { useDepartureChoice } from './use-departure-choice';

type Props = {
  manner: Manner;
  title: string;
  description: string;
  confirmLabel: string;
  acts: DepartureActs;
  /** A dialog over this one, such as the one for a fresh proof. */
  above?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: () => void;
};

/** Shows what hangs on a membership, asks what happens to each part of it, and ends the membership. */
export function DepartureDialog(props: Props) {
  const { title, description, open, onOpenChange, above, ...rest } = props;
  return (
    <Dialog
      title={title}
      description={description}
      size="lg"
      open={open}
      onOpenChange={onOpenChange}
      keepOnOutsidePress
    >
      <Loaded {...rest} />
      {above}
    </Dialog>
  );
}

type InnerProps = Omit<Props, 'title' | 'description' | 'above' | 'open' | 'onOpenChange'>;

function Loaded(props: InnerProps) {
  const { preview } = props.acts;
  const [answer, setAnswer] = useState<ActionState<DepartureView> | null>(null);
  useEffect(() => {
    let isWanted = true;
    preview()
      .catch(() => unreachable)
      .then(
        (next) => {
          if (isWanted) setAnswer(next);
        },
        () => undefined,
      );
    return () => {
      isWanted = false;
    };
  }, [preview]);
  if (answer?.status === 'ok') return <DepartureForm {...props} first={answer.data} />;
  return (
    <>
      <DialogBody>
        <div role="status" className="flex min-h-24 items-center text-sm text-muted">
          {answer?.status === 'error' ? (
            <Banner tone="danger">{answer.message}</Banner>
          ) : (
            <>
              <Spinner /> <span className="ml-2">Looking at what hangs on this membership</span>
            </>
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}

function DepartureForm({
  manner,
  confirmLabel,
  acts,
  onDone,
  first,
}: InnerProps & { first: DepartureView }) {
  const [view, setView] = useState(first);
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const choice = useDepartureChoice(view, manner);
  const lookAgain = async () => {
    const answer = await acts.preview().catch(() => unreachable);
    if (answer.status !== 'ok') return;
    const before = new Set(view.keys.map(({ id }) => id));
    setAdded(new Set(answer.data.keys.map(({ id }) => id).filter((id) => !before.has(id))));
    setView(answer.data);
  };
  const [state, action, pending] = useAct(async (): Promise<ActionState> => {
    const answer = await acts.depart(choice.input());
    if (answer.status === 'ok') onDone();
    if (answer.status === 'error' && answer.code === 'changed') await lookAgain();
    return answer;
  });
  if (view.decision === 'last-admin') return <OnlyAdmin manner={manner} name={view.name} />;
  return (
    <Form action={action} state={state} pending={pending}>
      <DialogBody>
        {view.sessions !== null && <DepartureSessions sessions={view.sessions} />}
        <DepartureKeys manner={manner} view={view} added={added} choice={choice} find={acts.find} />
        <DepartureInvitations manner={manner} view={view} choice={choice} find={acts.find} />
      </DialogBody>
      <DialogFooter>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton variant="danger" disabled={!choice.isComplete}>
          {confirmLabel}
        </SubmitButton>
      </DialogFooter>
    </Form>
  );
}

function OnlyAdmin({ manner, name }: { manner: Manner; name: string }) {
  return (
    <>
      <DialogBody>
        <Banner
          tone="warning"
          title={manner === 'leave' ? 'You are the only Admin' : `${name} is the only Admin`}
        >
          An organization needs an Admin. Make somebody else an Admin first.
        </Banner>
      </DialogBody>
      <DialogFooter>
        <DialogClose>
          <Button>Close</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
