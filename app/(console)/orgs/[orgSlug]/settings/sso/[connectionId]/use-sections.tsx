import { Activation } from '@/components/sso/activation';
import { DomainsNote } from '@/components/sso/domains-note';
import { IdpInitiatedSwitch } from '@/components/sso/idp-initiated-switch';
import { LastSignIn } from '@/components/sso/last-sign-in';
import { RefusedSignIns } from '@/components/sso/refused-sign-ins';
import { RolesForm } from '@/components/sso/roles-form';
import { VersionList } from '@/components/sso/version-list';
import type { ConnectionView } from '@/components/sso/views';
import { Section } from '@/components/ui/card';
import type { ConnectionDetails } from '@/lib/sso/list-connections';
import { latestAssertion } from '@/lib/sso/model';
import {
  activateConnectionAction,
  deactivateConnectionAction,
  rollBackConnectionAction,
  updateIdpInitiatedAction,
  updateRolesAction,
} from '../actions';
import { loadVerifiedDomains } from '../load-verified-domains';
import { loadRefusals } from './load-refusals';

type Props = {
  orgSlug: string;
  connection: ConnectionView;
  details: ConnectionDetails;
};

/** From the moment that the identity provider is known: who signs in by the connection, as what, and how that goes. */
export async function UseSections({ orgSlug, connection, details }: Props) {
  const { refusals, logHref } = await loadRefusals(orgSlug, connection.id);
  const domains = await loadVerifiedDomains(orgSlug);
  const roles = [connection.defaultRole, connection.groupsAttribute, connection.groupRoles];
  return (
    <>
      <Section
        title="5. Activate"
        description="From then on people sign in by this connection. A newer version changes nothing until it is activated too."
      >
        <div className="space-y-4">
          <DomainsNote domains={domains} domainsHref={`/orgs/${orgSlug}/settings/domains`} />
          <Activation
            connection={connection}
            openSessions={details.openSessions}
            activateConnection={activateConnectionAction.bind(null, orgSlug)}
            deactivateConnection={deactivateConnectionAction.bind(null, orgSlug)}
          />
        </div>
      </Section>
      <Section
        title="6. Roles"
        description="What people become who come by this connection, by the groups that the identity provider puts them into."
      >
        <RolesForm
          key={JSON.stringify(roles)}
          connection={connection}
          assertion={latestAssertion(details.versions)}
          updateRoles={updateRolesAction.bind(null, orgSlug)}
        />
      </Section>
      <Section title="Sign-ins">
        <div className="space-y-5">
          <p className="text-sm">
            <LastSignIn at={connection.lastSignInAt} />
          </p>
          <RefusedSignIns refusals={refusals} logHref={logHref} />
          <IdpInitiatedSwitch
            connection={connection}
            updateIdpInitiated={updateIdpInitiatedAction.bind(null, orgSlug)}
          />
        </div>
      </Section>
      <Section
        title="Versions"
        description="Each change is a version of its own, with a test of its own. One that was good before can be active again."
        flush
      >
        <VersionList
          connection={connection}
          rollBackConnection={rollBackConnectionAction.bind(null, orgSlug)}
        />
      </Section>
    </>
  );
}
