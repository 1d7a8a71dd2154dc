'use client';

import { useTransition } from 'react';
import { roleNames } from '@/lib/authz/permissions';
import type { JoinOffer } from '@/lib/domains/model';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { Section } from '../ui/card';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';

type Join = (previous: ActionState<never>, data: unknown) => Promise<ActionState<never>>;

/** The organization that a person's own address opens. Nothing where none does. */
export function JoinOfferList({ offers, join }: { offers: readonly JoinOffer[]; join: Join }) {
  if (offers.length === 0) return null;
  return (
    <Section title="Your organization is here" flush>
      <ul className="divide-y divide-line">
        {offers.map(({ domainId, domain, organizationName, role }) => (
          <li
            key={domainId}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3.5 sm:px-5"
          >
            <div className="min-w-0 flex-1 basis-52">
              <p className="text-sm font-medium wrap-anywhere">{organizationName}</p>
              <p className="text-xs wrap-anywhere text-muted">
                {roleNames[role]}, by your address at {domain}
              </p>
            </div>
            <JoinButton domainId={domainId} organization={organizationName} join={join} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function JoinButton({
  domainId,
  organization,
  join,
}: {
  domainId: string;
  organization: string;
  join: Join;
}) {
  const { show } = useToast();
  const [joining, startJoining] = useTransition();
  const run = async () => {
    const answer = await join(idle, { domainId }).catch(() => unreachable);
    if (answer.status === 'error') show({ tone: 'danger', title: answer.message });
  };
  return (
    <Button
      size="sm"
      variant="primary"
      loading={joining}
      aria-label={`Join ${organization}`}
      onClick={() => startJoining(run)}
    >
      Join
    </Button>
  );
}
