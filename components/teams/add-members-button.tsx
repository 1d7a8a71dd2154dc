'use client';

import { Search, UserPlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { CheckboxBox } from '../ui/checkbox';
import { Dialog, DialogBody, DialogClose, DialogFooter } from '../ui/dialog';
import { Form, SubmitButton } from '../ui/form';
import { Input } from '../ui/input';
import { useToast } from '../ui/toast';
import { useAct } from '../ui/use-act';
import type { AddMembersActions } from './team-actions';
import type { CandidatesView } from './views';

type Props = { team: { id: string; name: string }; actions: AddMembersActions };
type Candidate = CandidatesView['people'][number];

/** Opens the dialog that puts members into a team. */
export function AddMembersButton(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={`Add members to ${props.team.name}`}
      description="They stay in the teams that they are in. It counts from their next click."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon={<UserPlus size={16} aria-hidden />}>Add members</Button>}
    >
      <AddMembersForm
        {...props}
        onDone={() => {
          setOpen(false);
        }}
      />
    </Dialog>
  );
}

function AddMembersForm({ team, actions, onDone }: Props & { onDone: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<readonly Candidate[]>([]);
  const found = useCandidates(team.id, search, actions.find);
  const [state, action, pending] = useAct(async (previous: ActionState, data: FormData) => {
    const answer = await actions.add(previous, data);
    if (answer.status === 'ok') {
      toast.show({
        title: chosen.length === 1 ? 'Member added' : `${chosen.length} members added`,
      });
      onDone();
      router.refresh();
    }
    return answer;
  });
  const isChosen = ({ userId }: Candidate) => chosen.some((each) => each.userId === userId);
  // Who was ticked stays in sight, whatever is searched for next.
  const shown = [...chosen, ...(found?.people ?? []).filter((person) => !isChosen(person))];
  return (
    <Form action={action} state={state} pending={pending}>
      <input type="hidden" name="teamId" value={team.id} />
      {chosen.map(({ userId }) => (
        <input key={userId} type="hidden" name="userIds[]" value={userId} />
      ))}
      <DialogBody>
        <Input
          type="search"
          aria-label="Search members"
          placeholder="Search by name or email"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={search}
          prefix={<Search size={14} aria-hidden />}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
          // Enter searches, which typing did already; it must not add anybody.
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault();
          }}
        />
        <ul
          aria-label="Members who are not in the team"
          className="max-h-72 space-y-1 overflow-y-auto"
        >
          {shown.map((person) => (
            <li key={person.userId}>
              <label className="flex items-center gap-3 rounded-md px-2 py-1.5 text-sm hover:bg-hover">
                <CheckboxBox
                  aria-label={`${person.name}, ${person.email}`}
                  checked={isChosen(person)}
                  onCheckedChange={(checked) => {
                    setChosen(
                      checked
                        ? [...chosen, person]
                        : chosen.filter(({ userId }) => userId !== person.userId),
                    );
                  }}
                />
                <span className="min-w-0">
                  <span className="block font-medium wrap-anywhere">{person.name}</span>
                  <span className="block text-xs wrap-anywhere text-muted">{person.email}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
        <p role="status" className="text-xs text-muted">
          {found === null ? 'Loading' : sentenceOf(found, search)}
        </p>
      </DialogBody>
      <DialogFooter>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton disabled={chosen.length === 0}>
          {chosen.length > 1 ? `Add ${chosen.length} members` : 'Add member'}
        </SubmitButton>
      </DialogFooter>
    </Form>
  );
}

function sentenceOf({ people, more }: CandidatesView, search: string): string {
  if (more) return 'There are more. Search for the others by name or email.';
  if (people.length > 0) return '';
  return search.trim() === ''
    ? 'Everybody is in this team.'
    : 'Nobody matches who is not in it yet.';
}

/** Who could be added, asked for once the typing rests; of several answers only the last counts. */
function useCandidates(teamId: string, search: string, find: AddMembersActions['find']) {
  const [found, setFound] = useState<CandidatesView | null>(null);
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(
      () => {
        find(idle, { teamId, search }).then(
          (answer) => {
            if (isWanted && answer.status === 'ok') setFound(answer.data);
          },
          () => undefined,
        );
      },
      search === '' ? 0 : 250,
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [teamId, search, find]);
  return found;
}
