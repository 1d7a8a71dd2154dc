import { absoluteTimeouts, idleTimeouts, minutesInWords } from '@/lib/policy/model';
import { Field } from '../ui/field';
import { Select } from '../ui/select';
import type { PolicyView } from './policy-facts';

const options = (choices: readonly number[], own: string) => [
  ...choices.map((minutes) => ({ value: String(minutes), label: minutesInWords(minutes) })),
  { value: 'default', label: own },
];
const valueOf = (minutes: number | null) => (minutes === null ? 'default' : String(minutes));

/** After how long the organization asks for a fresh sign-in. */
export function SessionFields({ policy }: { policy: PolicyView }) {
  return (
    <>
      <Field
        label="Longest session"
        name="sessionAbsoluteMinutes"
        hint="Counted from signing in, which the organization then asks for again."
      >
        <Select
          options={options(absoluteTimeouts, '30 days, as everywhere')}
          defaultValue={valueOf(policy.sessionAbsoluteMinutes)}
          className="w-full sm:w-60"
        />
      </Field>
      <Field
        label="Longest time without use"
        name="sessionIdleMinutes"
        hint="A page that is left open is no use. A member’s other organizations are not concerned."
      >
        <Select
          options={options(idleTimeouts, '7 days, as everywhere')}
          defaultValue={valueOf(policy.sessionIdleMinutes)}
          className="w-full sm:w-60"
        />
      </Field>
    </>
  );
}
