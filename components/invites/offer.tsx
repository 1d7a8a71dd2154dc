'use client';

import { useActionState } from 'react';
import { roleDescriptions, roleNames } from '@/lib/authz/permissions';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Form, SubmitButton } from '../ui/form';
import type { OfferView } from './views';

type Answer = (previous: ActionState<never>, data: FormData) => Promise<ActionState<never>>;

export type OfferActions = { accept: Answer; decline: Answer };

/** What the invited person is offered, in words. */
export function OfferFacts({ offer }: { offer: OfferView }) {
  return (
    <dl className="space-y-3 text-sm">
      <div>
        <dt className="text-muted">Role</dt>
        <dd className="font-medium">{roleNames[offer.role]}</dd>
        <dd className="text-muted">{roleDescriptions[offer.role]}</dd>
      </div>
      <div>
        <dt className="text-muted">Invited</dt>
        <dd className="wrap-anywhere">{offer.email}</dd>
      </div>
      {offer.message !== null && (
        <div>
          <dt className="text-muted">Message from {offer.invitedByName}</dt>
          <dd className="wrap-anywhere whitespace-pre-line">{offer.message}</dd>
        </div>
      )}
    </dl>
  );
}

/** Takes or declines an offer. Each leads to another page. */
export function OfferAnswer({
  offer: { id, organizationName },
  accept,
  decline,
}: { offer: OfferView } & OfferActions) {
  const [accepted, acceptOffer, accepting] = useActionState(accept, idle);
  const [declined, declineOffer, declining] = useActionState(decline, idle);
  return (
    <div className="space-y-2">
      <Form state={accepted} pending={accepting} action={acceptOffer}>
        <input type="hidden" name="invitationId" value={id} />
        <SubmitButton size="lg" className="w-full">
          Join {organizationName}
        </SubmitButton>
      </Form>
      <Form state={declined} pending={declining} action={declineOffer}>
        <input type="hidden" name="invitationId" value={id} />
        <SubmitButton variant="ghost" size="lg" className="w-full">
          Decline
        </SubmitButton>
      </Form>
    </div>
  );
}
