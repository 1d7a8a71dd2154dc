'use client';

import { idle } from '@/lib/kernel/action-state';
import { useStepUp } from '../sign-in/step-up';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useToast } from '../ui/toast';
import type { DomainAction } from './domain-actions';
import type { DomainView } from './views';

/** Asks first, and says what ends. */
export function RemoveDomainButton({
  domain: { id, domain, verifiedAt, requiresSso },
  remove,
}: {
  domain: DomainView;
  remove: DomainAction<null>;
}) {
  const { show } = useToast();
  const { guard, dialog } = useStepUp('domain.change');
  return (
    <ConfirmDialog
      title={`Remove ${domain}?`}
      description={
        verifiedAt === null ? (
          'It is not verified, so nothing ends. Added again, it needs another record.'
        ) : (
          <ul className="list-disc space-y-1 pl-4">
            <li>Nobody can join by an address on it any more. Members stay.</li>
            {requiresSso && <li>Its addresses no longer have to sign in by single sign-on.</li>}
            <li>Another organization can verify it.</li>
            <li>Added again, it needs another record.</li>
          </ul>
        )
      }
      confirmLabel="Remove domain"
      trigger={<Button aria-label={`Remove ${domain}`}>Remove</Button>}
      onConfirm={async () => {
        const answer = await guard(() => remove(idle, { domainId: id }));
        if (answer.status === 'ok') show({ title: `${domain} is removed` });
        return answer;
      }}
    >
      {dialog}
    </ConfirmDialog>
  );
}
