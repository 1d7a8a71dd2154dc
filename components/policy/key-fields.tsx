import { maxKeyDaysLimit } from '@/lib/policy/model';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { IpRangesField } from './ip-ranges-field';
import type { PolicyView } from './policy-facts';

/** What holds for every key of the organization. */
export function KeyFields({ policy }: { policy: PolicyView }) {
  return (
    <>
      <Field
        label="Maximum lifetime in days"
        name="maxKeyDays"
        optional
        hint="Counted from the day a key was made. Keys that are older are refused as expired; a longer maximum gives them their time back."
      >
        <Input
          type="number"
          inputMode="numeric"
          min={1}
          max={maxKeyDaysLimit}
          defaultValue={policy.maxKeyDays ?? ''}
          className="max-w-24 tabular-nums"
        />
      </Field>
      <IpRangesField
        label="IP ranges for keys"
        name="keyIpRanges"
        ranges={policy.keyIpRanges}
        hint="Calls from elsewhere are refused, whatever a key itself allows."
      />
    </>
  );
}
