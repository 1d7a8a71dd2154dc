import type { PolicyEffectKind } from '@/lib/policy/model';

type Words = { one: string; many: string; then: string };

/** What a policy does to those whom it hits: after their number, and what becomes of them. */
const words: Record<PolicyEffectKind, Words> = {
  enrol: {
    one: 'member has to set up two-factor authentication',
    many: 'members have to set up two-factor authentication',
    then: 'When their days of grace end, they see nothing of the organization until they do.',
  },
  'no-way-in': {
    one: 'member cannot sign in by an accepted method',
    many: 'members cannot sign in by an accepted method',
    then: 'They are shut out until they add one under Security in their account.',
  },
  'method-refused': {
    one: 'member signed in by a method that is no longer accepted',
    many: 'members signed in by a method that is no longer accepted',
    then: 'They are asked to sign in another way.',
  },
  'sign-in-again': {
    one: 'member is asked to sign in again',
    many: 'members are asked to sign in again',
    then: 'Their open sessions are too old, or were not used for too long.',
  },
  'address-refused': {
    one: 'member signed in from outside the ranges',
    many: 'members signed in from outside the ranges',
    then: 'From there the organization does not open to them any more.',
  },
  'keys-ended': {
    one: 'key ends at once',
    many: 'keys end at once',
    then: 'Older than the maximum: calls are refused as expired.',
  },
  'keys-shortened': {
    one: 'key ends sooner than was chosen',
    many: 'keys end sooner than was chosen',
    then: 'A longer maximum, or none, gives the time back.',
  },
  'keys-refused': {
    one: 'key was last used from outside the ranges',
    many: 'keys were last used from outside the ranges',
    then: 'Calls from there are refused from now on.',
  },
};

/** "3 members have to …", and what then. */
export function effectWords(
  kind: PolicyEffectKind,
  count: number,
): { title: string; then: string } {
  const { one, many, then } = words[kind];
  return { title: `${count} ${count === 1 ? one : many}`, then };
}
