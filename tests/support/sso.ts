import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { findSession, type LiveSession } from '@/lib/sessions/find-session';
import type { DefaultRole, GroupRole } from '@/lib/sso/model';
import { setIdentityProvider } from '@/lib/sso/add-version';
import { askIdentityProvider } from '@/lib/sso/ask-identity-provider';
import { createConnection } from '@/lib/sso/create-connection';
import { startTest } from '@/lib/sso/start-test';
import { takeResponse, type ResponseEnd } from '@/lib/sso/take-response';
import { finishSsoWith, type SsoEnd } from '@/lib/sso-sign-in/finish-sso';
import { startSso } from '@/lib/sso-sign-in/start-sso';
import { testRequest } from './deps';
import { createIdentityProvider, readRedirect, type ReadRequest } from './identity-provider';
import { writeAttribute, writeConfirmation } from './saml-signer';
import type { Tenant, World } from './tenants';

type Making = Parameters<Awaited<ReturnType<typeof createIdentityProvider>>['answer']>[2];

/** Whom the identity provider vouches for. */
export type Vouched = { nameId?: string; email: string; name?: string; groups?: string[] };

/** What a browser comes with. */
export type Coming = { session?: LiveSession | null; device?: string | null; handshake?: string };

const finishSso = finishSsoWith(keysOfMember);

/**
 * An organization with a verified domain and a connection that is in use, as a browser goes through it. What Admins do
 * in the console stands in the database already.
 */
export async function createSso(
  world: Pick<World, 'deps' | 'owner' | 'sessionOf'>,
  tenant: Pick<Tenant, 'slug' | 'organizationId' | 'people' | 'grantFor'>,
  domain: string,
) {
  const { deps, owner } = world;
  const entityId = `https://idp-${tenant.slug}.test/metadata`;
  const idp = await createIdentityProvider(entityId, deps.clock.now());
  const admin = async () =>
    tenant.grantFor(
      tenant.people.admin,
      { role: 'admin', teamIds: [], sessionId: await world.sessionOf(tenant.people.admin) },
      'sso.update',
    );
  const { connectionId } = await createConnection(deps, await admin(), { name: 'Okta' });
  await setIdentityProvider(deps, await admin(), { connectionId, metadata: idp.metadata() });
  await owner.query(
    `UPDATE saml_connection_versions SET email_attribute = 'mail', name_attribute = 'displayName', tested_at = now()
      WHERE connection_id = $1`,
    [connectionId],
  );
  const activate = (version: number | null) =>
    owner.query(
      `UPDATE saml_connections SET active_version = $2, activated_at = CASE WHEN $2::int IS NOT NULL THEN now() END,
              active_entity_id = CASE WHEN $2::int IS NOT NULL THEN $3 END WHERE id = $1`,
      [connectionId, version, entityId],
    );
  await activate(1);
  await owner.query(
    `INSERT INTO organization_domains (id, organization_id, domain, token, created_by_name, created_at, verified_at, next_check_at)
     VALUES (gen_random_uuid(), $1, $2, 'token', 'Adele', now(), now(), now() + interval '1 day')`,
    [tenant.organizationId, domain],
  );
  let assertions = 0;
  const attributesOf = ({ email, name, groups = [] }: Vouched) =>
    writeAttribute('mail', email) +
    (name === undefined ? '' : writeAttribute('displayName', name)) +
    (groups.length === 0 ? '' : writeAttribute('groups', ...groups));
  const answerTo = (request: ReadRequest, who: Vouched, making: Making = {}) => {
    assertions += 1;
    const nameId = who.nameId ?? who.email;
    return idp.answer(request, deps.clock.now(), {
      ...making,
      assertion: {
        id: `_${tenant.slug}-${assertions}`,
        nameId: `<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${nameId}</saml:NameID>`,
        attributes: attributesOf(who),
        ...making.assertion,
      },
    });
  };
  const begin = async (email = `somebody@${domain}`, next?: string) => {
    const started = await startSso(deps, testRequest(), {
      email,
      timeZone: 'Europe/Berlin',
      ...(next !== undefined && { next }),
    });
    if (started.status !== 'leaving') throw new Error('there are several ways');
    return { ...(await ask(started.url)), handshake: started.handshakeToken };
  };
  const ask = async (url: string) => {
    const requestId = new URL(url).searchParams.get('request') ?? '';
    const asked = await askIdentityProvider(deps, { connectionId, requestId });
    if (asked.binding !== 'redirect') throw new Error('asked by POST');
    return { request: readRedirect(asked.url), url: asked.url };
  };
  const post = (samlResponse: string, relayState: string): Promise<ResponseEnd> =>
    takeResponse(deps, testRequest(), { connectionId, samlResponse, relayState });
  const finish = (
    ticket: string,
    { session = null, device = null, handshake }: Coming,
    purpose: 'asked' | 'idp-initiated' = 'asked',
  ): Promise<SsoEnd> =>
    finishSso(
      deps,
      testRequest(),
      {
        ...{ connectionId, ticket },
        browser: {
          sessionToken: null,
          deviceToken: device,
          handshakeToken: handshake ?? null,
          session,
        },
      },
      purpose,
    );
  /** The whole way, from the form with the address to the end. */
  const signIn = async (
    who: Vouched,
    coming: Coming = {},
    making: Making = {},
  ): Promise<SsoEnd> => {
    const begun = await begin(who.email);
    const end = await post(await answerTo(begun.request, who, making), begun.request.relayState);
    if (end.status !== 'answered') throw new Error(`the response was ${end.status}`);
    return finish(end.ticket, { handshake: begun.handshake, ...coming });
  };
  return {
    ...{ idp, connectionId, admin, activate, answerTo, begin, ask, post, finish, signIn },
    /** As `signIn`, of somebody who gets in at once. */
    enter: async (who: Vouched, coming: Coming = {}): Promise<LiveSession & { token: string }> => {
      const end = await signIn(who, coming);
      if (end.status !== 'entered' || end.result.status !== 'signed-in') {
        throw new Error(`did not get in: ${JSON.stringify(end)}`);
      }
      const { sessionToken: token } = end.result;
      const session = await findSession(deps, token, tenant.slug);
      if (session === null) throw new Error('there is no session');
      return { ...session, token };
    },
    /** The confirmation of an answer to no request. */
    unaskedConfirmation: (acsUrl: string) =>
      writeConfirmation({
        Recipient: acsUrl,
        NotOnOrAfter: new Date(deps.clock.now().getTime() + 300_000).toISOString(),
      }),
    startTest: async () => ask((await startTest(deps, await admin(), { connectionId })).url),
    provision: (isOn = true) =>
      owner.query(`UPDATE organization_domains SET join_mode = $2 WHERE organization_id = $1`, [
        tenant.organizationId,
        isOn ? 'provision' : 'none',
      ]),
    rules: (defaultRole: DefaultRole, groupRoles: GroupRole[]) =>
      owner.query(
        `UPDATE saml_connections SET default_role = $2, groups_attribute = 'groups', group_roles = $3 WHERE id = $1`,
        [connectionId, defaultRole, JSON.stringify(groupRoles)],
      ),
    /** A member whose address is on the domain. */
    memberAt: async (address: string, role: keyof Tenant['people'] = 'developer') => {
      await owner.query('UPDATE users SET email = $2 WHERE id = $1', [
        tenant.people[role].userId,
        address,
      ]);
      return { ...tenant.people[role], email: address };
    },
    lastRefusal: async () => {
      const { rows } = await owner.query<{ after: { check: string } }>(
        `SELECT after FROM audit_events WHERE organization_id = $1 AND action = 'sso-connection.sign-in-refused' ORDER BY occurred_at DESC, id DESC LIMIT 1`,
        [tenant.organizationId],
      );
      return rows[0]?.after;
    },
    roleOf: async (email: string) => {
      const { rows } = await owner.query<{ role: string }>(
        `SELECT m.role FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = $1 AND u.email = $2`,
        [tenant.organizationId, email],
      );
      return rows[0]?.role ?? null;
    },
    /** As it was made, with nobody known to it, so that a test need not make another: a key takes a second. */
    reset: async () => {
      await owner.query('DELETE FROM saml_connections WHERE organization_id = $1 AND id <> $2', [
        tenant.organizationId,
        connectionId,
      ]);
      await owner.query(
        `UPDATE saml_connections SET allows_idp_initiated = false, default_role = 'read-only', groups_attribute = NULL,
                group_roles = '[]', last_sign_in_at = NULL WHERE id = $1`,
        [connectionId],
      );
      await activate(1);
      await owner.query('DELETE FROM sessions WHERE saml_connection_id = $1', [connectionId]);
      const of = [tenant.organizationId];
      await owner.query(
        `UPDATE organization_domains SET verified_at = now(), join_mode = 'none' WHERE organization_id = $1`,
        of,
      );
      for (const table of ['saml_identities', 'audit_events', 'invitations', 'removed_members']) {
        await owner.query(`DELETE FROM ${table} WHERE organization_id = $1`, of);
      }
      for (const [role, { userId, email }] of Object.entries(tenant.people)) {
        await owner.query('UPDATE users SET email = $2 WHERE id = $1', [userId, email]);
        await owner.query('UPDATE memberships SET role = $2 WHERE user_id = $1', [userId, role]);
      }
    },
  };
}
