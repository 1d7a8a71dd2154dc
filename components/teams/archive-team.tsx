'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import type { ArchivedKeyChoice } from '@/lib/orgs/model';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { RadioCards } from '../ui/radio-cards';
import { Select, type Option } from '../ui/select';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import { keysInWords, NamedKeys } from './named-keys';
import type { ArchiveActions } from './team-actions';
import type { ArchiveView } from './views';

type Props = {
  team: { id: string; name: string };
  /** The live teams to which keys can move. */
  targets: readonly Option[];
  actions: ArchiveActions;
};

/** Asks what archiving would do, then opens the dialog that says it. */
export function ArchiveTeamButton({ team, targets, actions }: Props) {
  const toast = useToast();
  const [view, setView] = useState<ArchiveView | null>(null);
  const [loading, setLoading] = useState(false);
  const open = async () => {
    setLoading(true);
    const answer = await actions.preview(idle, { teamId: team.id }).catch(() => null);
    setLoading(false);
    if (answer?.status === 'ok') setView(answer.data);
    else toast.show({ tone: 'danger', title: 'Not opened', description: problemOf(answer) });
  };
  return (
    <>
      <Button variant="danger" loading={loading} onClick={() => void open()}>
        Archive team
      </Button>
      <Dialog
        title={`Archive ${team.name}?`}
        description="It takes no new keys and no new members. Its history stays, and it can be restored."
        open={view !== null}
        onOpenChange={(next) => {
          if (!next) setView(null);
        }}
        keepOnOutsidePress
      >
        {view && (
          <ArchiveForm
            team={team}
            targets={targets}
            actions={actions}
            view={view}
            onClose={() => {
              setView(null);
            }}
          />
        )}
      </Dialog>
    </>
  );
}

const problemOf = (answer: ActionState | null): string =>
  answer?.status === 'error' ? answer.message : 'Gatehouse could not be reached. Try again.';

function ArchiveForm({
  team,
  targets,
  actions,
  view,
  onClose,
}: Props & { view: ArchiveView; onClose: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const [typed, setTyped] = useState('');
  const [fate, setFate] = useState<ArchivedKeyChoice | null>(null);
  const [moveTo, setMoveTo] = useState('');
  const [move, setMove] = useState<ArchiveView['move']>(null);
  const { keys, membersToDefault } = view;
  const [state, action, pending] = useAct(async (previous: ActionState, data: FormData) => {
    const answer = await actions.archive(previous, data);
    if (answer.status === 'ok') {
      toast.show({ title: `${team.name} is archived` });
      onClose();
      router.refresh();
    }
    return answer;
  });
  const choose = async (toTeamId: string) => {
    setMoveTo(toTeamId);
    const input = { teamId: team.id, keys: 'move', moveToTeamId: toTeamId };
    const answer = await actions.preview(idle, input).catch(() => null);
    // A failed preview says nothing: the act itself will say what is the matter.
    if (answer?.status === 'ok') setMove(answer.data.move);
  };
  const isChosen = keys.length === 0 || fate === 'revoke' || (fate === 'move' && moveTo !== '');
  return (
    <Form action={action} state={state} pending={pending}>
      <input type="hidden" name="teamId" value={team.id} />
      {keys.map(({ id }) => (
        <input key={id} type="hidden" name="keyIds[]" value={id} />
      ))}
      <DialogBody>
        {keys.length === 0 ? (
          <p className="text-sm">It has no live keys.</p>
        ) : (
          <>
            <div className="text-sm">
              <p className="font-medium">
                It has {keysInWords(keys.length)} that {keys.length === 1 ? 'is' : 'are'} not
                revoked
              </p>
              <NamedKeys keys={keys} label="Keys of the team" />
            </div>
            <RadioCards
              label="What happens to them"
              name="keys"
              value={fate ?? ''}
              onValueChange={(next) => {
                setFate(next as ArchivedKeyChoice);
              }}
              options={[
                {
                  value: 'move',
                  label: 'Move to another team',
                  description:
                    'They keep their secrets, and go on where their owners may hold keys.',
                  disabled: targets.length === 0,
                },
                {
                  value: 'revoke',
                  label: 'Revoke',
                  description: 'They end for good, within a second. This cannot be undone.',
                },
              ]}
            />
            {fate === 'move' && (
              <Field label="Team" name="moveToTeamId" required>
                <Select
                  options={targets}
                  value={moveTo}
                  placeholder="Choose a team"
                  onValueChange={(next) => void choose(next)}
                />
              </Field>
            )}
          </>
        )}
        <div role="status" className="space-y-3 empty:hidden">
          {fate === 'move' && move?.toTeamId === moveTo && move.suspended.length > 0 && (
            <Banner
              tone="warning"
              title={`${keysInWords(move.suspended.length)} will be suspended`}
            >
              The owners are not in that team. Add them to it, and the keys work again.
              <NamedKeys keys={move.suspended} label="Keys that will be suspended" />
            </Banner>
          )}
        </div>
        {membersToDefault > 0 && (
          <p className="text-sm text-muted">
            {membersToDefault === 1 ? '1 member is' : `${membersToDefault} members are`} in no other
            team, and will join the default one.
          </p>
        )}
        <Field label={`Type “${team.name}” to confirm`}>
          <Input
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
            }}
          />
        </Field>
      </DialogBody>
      <DialogFooter>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton variant="danger" disabled={!isChosen || typed.trim() !== team.name}>
          Archive team
        </SubmitButton>
      </DialogFooter>
    </Form>
  );
}
