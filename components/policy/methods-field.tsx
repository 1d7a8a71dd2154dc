'use client';

import { useState } from 'react';
import { membersShutOut, type MembersByMethods } from '@/lib/policy/model';
import { signInMethodNames, signInMethods, type SignInMethod } from '@/lib/sessions/model';
import { Banner } from '../ui/banner';
import { Checkbox } from '../ui/checkbox';
import { FieldError } from '../ui/field';
import { firstNames } from '../orgs/first-names';

type Props = {
  /** As it is saved; none means every one. */
  allowedMethods: readonly string[];
  membersByMethods: readonly MembersByMethods[];
  error: string | undefined;
};

/** Which methods of signing in the organization accepts, and before that is saved, whom the choice would shut out. */
export function MethodsField({ allowedMethods, membersByMethods, error }: Props) {
  const [ticked, setTicked] = useState<readonly SignInMethod[]>(
    signInMethods.filter((one) => allowedMethods.length === 0 || allowedMethods.includes(one)),
  );
  return (
    <fieldset>
      <legend className="text-sm font-medium">Methods of signing in</legend>
      <p className="mt-0.5 mb-2.5 text-xs text-muted">
        Members who signed in another way are asked to sign in with one of these.
      </p>
      <div className="space-y-2.5">
        {signInMethods.map((method) => (
          <Checkbox
            key={method}
            name="allowedMethods[]"
            value={method}
            checked={ticked.includes(method)}
            onCheckedChange={(isTicked) =>
              setTicked((before) =>
                signInMethods.filter((one) => (one === method ? isTicked : before.includes(one))),
              )
            }
            label={signInMethodNames[method]}
          />
        ))}
      </div>
      {error && <FieldError>{error}</FieldError>}
      <div role="status" className="mt-3 empty:hidden">
        {ticked.length > 0 && ticked.length < signInMethods.length && (
          <ShutOut ticked={ticked} membersByMethods={membersByMethods} />
        )}
      </div>
      {/* So that none at all is said, and not left out. */}
      <input type="hidden" name="allowedMethods[]" value="" />
    </fieldset>
  );
}

function ShutOut({
  ticked,
  membersByMethods,
}: Pick<Props, 'membersByMethods'> & { ticked: readonly SignInMethod[] }) {
  const members = membersByMethods.reduce((sum, { count }) => sum + count, 0);
  const { count, names } = membersShutOut(membersByMethods, ticked);
  const ways = ticked.map((method) => signInMethodNames[method]).join(' or ');
  if (count === 0) {
    return (
      <Banner tone="success">
        All {members} members can sign in with {ways}.
      </Banner>
    );
  }
  return (
    <Banner
      tone="warning"
      title={`${count} of ${members} ${members === 1 ? 'member' : 'members'} cannot sign in with ${ways}`}
    >
      {firstNames(names, count)}. They are shut out from their next click on, until they add{' '}
      {ticked.length === 1 ? 'it' : 'one of these'} under Security in their account.
    </Banner>
  );
}
