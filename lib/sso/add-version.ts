import type { Grant } from '@/lib/authz/authorize';
import { AppError, invalidField } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { changeConnection } from './change-connection';
import { certificateFacts } from './certificate-facts';
import {
  insertVersion,
  selectVersions,
  type ConnectionRow,
  type VersionRow,
} from './connection-repository';
import { maxVersions } from './model';
import { recordConnectionEvent } from './record-connection-event';
import { findMetadata } from './find-metadata';
import { requireFreeIdentityProvider } from './require-free-identity-provider';
import type { MapAttributesInput, SetIdentityProviderInput } from './schema';

type Facts = Pick<
  VersionRow,
  'idpEntityId' | 'signInUrl' | 'binding' | 'certificates' | 'emailAttribute' | 'nameAttribute'
>;

/**
 * Takes over what the metadata of an identity provider say, as another version, which a test has to pass anew.
 * @throws AppError `invalid-input` (fields `metadata`, `metadataUrl`), `not-found`, `conflict`, `rate-limited`,
 *   `reauthentication-required`.
 */
export async function setIdentityProvider(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId, ...source }: SetIdentityProviderInput,
): Promise<{ version: number }> {
  // Before anything is fetched on somebody's word.
  await requireFreshProofFirst(deps, grant, 'sso.change');
  const provider = await findMetadata(deps, grant, source);
  await requireFreeIdentityProvider(deps, grant, provider.entityId);
  return changeConnection(deps, grant, connectionId, (tx, connection, { name }) =>
    addVersion(deps, tx, grant, { connection, by: name }, (latest) => ({
      idpEntityId: provider.entityId,
      signInUrl: provider.signInUrl,
      binding: provider.binding,
      certificates: provider.certificates.map(({ pem }) => pem),
      emailAttribute: latest?.emailAttribute ?? null,
      nameAttribute: latest?.nameAttribute ?? null,
    })),
  );
}

/**
 * Says which attributes are a person's address and name, as another version.
 * @throws AppError `not-found`, `conflict` where no identity provider is known yet, `reauthentication-required`.
 */
export async function mapAttributes(
  deps: Deps,
  grant: Grant<'sso.update'>,
  { connectionId, ...input }: MapAttributesInput,
): Promise<{ version: number }> {
  return changeConnection(deps, grant, connectionId, (tx, connection, { name }) =>
    addVersion(deps, tx, grant, { connection, by: name }, (latest) => {
      if (latest === undefined) {
        throw new AppError('conflict', 'Add the metadata of your identity provider first.');
      }
      const { emailAttribute = null, nameAttribute = null } = input;
      return { ...factsOf(latest), emailAttribute, nameAttribute };
    }),
  );
}

async function addVersion(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<'sso.update'>,
  { connection, by }: { connection: ConnectionRow; by: string },
  next: (latest: VersionRow | undefined) => Facts,
): Promise<{ version: number }> {
  const { organizationId } = grant;
  const [latest] = await selectVersions(tx, organizationId, [connection.id]);
  const facts = next(latest);
  // The same again is no change: what was tested stays tested.
  if (latest !== undefined && JSON.stringify(factsOf(latest)) === JSON.stringify(facts)) {
    return { version: latest.version };
  }
  const version = (latest?.version ?? 0) + 1;
  if (version > maxVersions) {
    throw invalidField(
      'metadata',
      `This connection was changed ${maxVersions} times. Make another one.`,
    );
  }
  const createdAt = deps.clock.now();
  await insertVersion(tx, organizationId, connection.id, {
    version,
    ...facts,
    ...{ createdAt, createdByName: by },
  });
  await recordConnectionEvent(deps, tx, grant, 'sso-connection.updated', connection, {
    ...(latest !== undefined && { before: inWords(latest) }),
    after: { version, ...inWords(facts) },
  });
  return { version };
}

const factsOf = ({
  idpEntityId,
  signInUrl,
  binding,
  certificates,
  emailAttribute,
  nameAttribute,
}: Facts): Facts => ({
  ...{ idpEntityId, signInUrl, binding, certificates },
  ...{ emailAttribute, nameAttribute },
});

const inWords = (facts: Facts) => ({
  entityId: facts.idpEntityId,
  signInUrl: facts.signInUrl,
  binding: facts.binding,
  certificates: facts.certificates.map((pem) => certificateFacts(pem).fingerprint),
  emailAttribute: facts.emailAttribute ?? 'NameID',
  nameAttribute: facts.nameAttribute ?? 'none',
});
