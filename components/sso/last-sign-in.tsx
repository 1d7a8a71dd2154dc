import { Time } from '../ui/time';

/** Whether people get in by a connection; `at` is ISO 8601. */
export function LastSignIn({ at }: { at: string | null }) {
  if (at === null) return <>Nobody has signed in yet</>;
  return (
    <>
      Last successful sign-in <Time value={at} />
    </>
  );
}
