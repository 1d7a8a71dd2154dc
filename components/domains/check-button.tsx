'use client';

import { useTransition } from 'react';
import { idle } from '@/lib/kernel/action-state';
import { Button } from '../ui/button';
import { useToast } from '../ui/toast';
import { unreachable } from '../ui/unreachable';
import type { DomainAction } from './domain-actions';
import { failureWords } from './domain-state';
import type { DomainView } from './views';

/** Looks for the record at once, and says what came of it. */
export function CheckButton({
  domain: { id, domain },
  check,
}: {
  domain: DomainView;
  check: DomainAction<DomainView>;
}) {
  const { show } = useToast();
  const [checking, startChecking] = useTransition();
  const run = async () => {
    const answer = await check(idle, { domainId: id }).catch(() => unreachable);
    if (answer.status === 'error') show({ tone: 'danger', title: answer.message });
    if (answer.status !== 'ok') return;
    const { lastFailure } = answer.data;
    if (lastFailure === null) show({ title: `${domain} is verified` });
    else
      show({
        tone: 'danger',
        title: `${domain}: record not found`,
        description: failureWords[lastFailure],
      });
  };
  return (
    <Button
      loading={checking}
      aria-label={`Check now: ${domain}`}
      onClick={() => startChecking(run)}
    >
      Check now
    </Button>
  );
}
