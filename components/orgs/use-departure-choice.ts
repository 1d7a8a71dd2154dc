import { useState } from 'react';
import type { DepartingFate } from '@/lib/orgs/model';
import type { Option } from '../ui/select';
import type { DepartureView, KeyChoice, Manner } from './departure-views';

/** What is chosen for what somebody leaves behind: one thing for all keys, exceptions, and one for the invitations. */
export type DepartureChoice = ReturnType<typeof useDepartureChoice>;

export function useDepartureChoice(view: DepartureView, manner: Manner) {
  const [forAll, setForAll] = useState<{ fate: DepartingFate | null; heir: Option | null }>({
    fate: null,
    heir: null,
  });
  const [exceptions, setExceptions] = useState<ReadonlyMap<string, KeyChoice>>(new Map());
  // The safe one; see lib/orgs/depart.ts.
  const [invitations, setInvitations] = useState<DepartingFate>('revoke');
  const [inviter, setInviter] = useState<Option | null>(null);

  const isExcepted = ({ id }: { id: string }) => exceptions.has(id);
  const others = view.keys.filter((key) => !isExcepted(key));
  const isWhole = ({ fate, heir }: { fate: DepartingFate | null; heir: Option | null }) =>
    fate === 'revoke' || (fate === 'hand-over' && heir !== null);
  const needsInviter =
    manner === 'leave' && view.invitationCount > 0 && invitations === 'hand-over';

  return {
    forAll,
    setForAll,
    invitations,
    setInvitations,
    inviter,
    setInviter,
    exceptionOf: (keyId: string): KeyChoice | null => exceptions.get(keyId) ?? null,
    /** Null takes the exception back. */
    setException: (keyId: string, next: KeyChoice | null) => {
      const changed = new Map(exceptions);
      if (next === null) changed.delete(keyId);
      else changed.set(keyId, next);
      setExceptions(changed);
    },
    /** Those to which the one choice for all applies. */
    others,
    isComplete:
      (others.length === 0 || isWhole(forAll)) &&
      view.keys.every(({ id }) => isWhole(exceptions.get(id) ?? { fate: 'revoke', heir: null })) &&
      (!needsInviter || inviter !== null),
    /** As the use case takes it. */
    input: () => ({
      userId: view.userId,
      seen: view.seen,
      ...(forAll.fate !== null && { keys: forAll.fate }),
      ...(forAll.fate === 'hand-over' && forAll.heir && { newOwnerId: forAll.heir.value }),
      exceptions: view.keys.filter(isExcepted).map(({ id }) => {
        const { fate, heir } = exceptions.get(id) ?? { fate: 'revoke', heir: null };
        return {
          keyId: id,
          fate,
          ...(fate === 'hand-over' && heir && { newOwnerId: heir.value }),
        };
      }),
      invitations,
      ...(needsInviter && inviter && { inviterId: inviter.value }),
    }),
  };
}
