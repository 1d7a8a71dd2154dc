import { maxCostCentreLength, maxTeamNameLength } from '@/lib/orgs/model';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { TagFields } from './tag-fields';
import type { TeamView } from './views';

/** What a team is called, and how it is accounted for. */
export function TeamFields({
  team,
}: {
  team?: Pick<TeamView, 'name' | 'costCentre' | 'tags'> | undefined;
}) {
  return (
    <>
      <Field label="Name" name="name" required>
        <Input defaultValue={team?.name ?? ''} autoComplete="off" maxLength={maxTeamNameLength} />
      </Field>
      <Field
        label="Cost centre"
        name="costCentre"
        hint="Where the team’s spend is booked, as your accounting calls it."
        optional
      >
        <Input
          defaultValue={team?.costCentre ?? ''}
          autoComplete="off"
          spellCheck={false}
          maxLength={maxCostCentreLength}
        />
      </Field>
      <TagFields defaults={team?.tags ?? []} />
    </>
  );
}
