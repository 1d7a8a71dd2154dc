'use client';

import { useTransition } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import type { OfferActions } from './offer';
import type { OfferView } from './views';

/** Join or decline, in a list of several offers. */
export function OfferRowActions({
  offer: { id, organizationName },
  accept,
  decline,
}: { offer: OfferView } & OfferActions) {
  const { show } = useToast();
  const [joining, startJoining] = useTransition();
  const [declining, startDeclining] = useTransition();
  const answer = async (
    act: (previous: ActionState<never>, data: FormData) => Promise<ActionState<never>>,
  ) => {
    const data = new FormData();
    data.set('invitationId', id);
    const state = await act(idle, data).catch(() => unreachable);
    if (state.status === 'error') show({ tone: 'danger', title: state.message });
  };
  return (
    <div className="flex gap-2">
      <Button
        size="sm"
        loading={declining}
        disabled={joining}
        aria-label={`Decline ${organizationName}`}
        onClick={() => startDeclining(() => answer(decline))}
      >
        Decline
      </Button>
      <Button
        size="sm"
        variant="primary"
        loading={joining}
        disabled={declining}
        aria-label={`Join ${organizationName}`}
        onClick={() => startJoining(() => answer(accept))}
      >
        Join
      </Button>
    </div>
  );
}
