import type { SsoReadiness } from '@/lib/domains/model';
import { Section } from '../ui/card';
import { Time } from '../ui/time';
import { CheckButton } from './check-button';
import type { DomainActions } from './domain-actions';
import { DomainNote, DomainStatus } from './domain-state';
import { JoinForm } from './join-form';
import { RecordFacts } from './record-facts';
import { RemoveDomainButton } from './remove-domain-button';
import { SsoRequirement } from './sso-requirement';
import type { DomainView } from './views';

/** One domain, for whoever may change it. */
export function DomainSection({
  domain,
  actions,
  readiness,
  settingsHref,
}: {
  domain: DomainView;
  actions: DomainActions;
  readiness: SsoReadiness;
  settingsHref: string;
}) {
  return (
    <Section
      title={domain.domain}
      description={<DomainStatus state={domain.state} />}
      actions={
        <>
          <CheckButton domain={domain} check={actions.check} />
          <RemoveDomainButton domain={domain} remove={actions.remove} />
        </>
      }
    >
      <div className="space-y-4">
        <DomainNote domain={domain} />
        <RecordFacts domain={domain} />
        <p className="text-xs text-muted">
          Added by {domain.createdByName} <Time value={domain.createdAt} />
        </p>
        {domain.verifiedAt !== null && (
          <div className="border-t border-line pt-4">
            <SsoRequirement
              domain={domain}
              readiness={readiness}
              settingsHref={settingsHref}
              actions={actions}
            />
          </div>
        )}
        {domain.verifiedAt !== null && (
          <div className="border-t border-line pt-4">
            <JoinForm
              // Anew with what is saved, also where somebody else saved it.
              key={`${domain.joinMode} ${domain.joinRole}`}
              domain={domain}
              updateJoinMode={actions.updateJoinMode}
            />
          </div>
        )}
      </div>
    </Section>
  );
}
