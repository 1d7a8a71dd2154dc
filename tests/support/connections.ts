import type { Grant } from '@/lib/authz/authorize';
import { asSystem } from '@/lib/platform/db';
import { openSession } from '@/lib/sessions/open-session';
import { activateConnection } from '@/lib/sso/activate-connection';
import { setIdentityProvider } from '@/lib/sso/add-version';
import { createConnection } from '@/lib/sso/create-connection';
import { getConnection, type ConnectionDetails } from '@/lib/sso/list-connections';
import { testRequest } from './deps';
import type { Person, Tenant, World } from './tenants';

/** What tests do with connections for single sign-on, each act by an Admin with a fresh proof. */
export function connectionsOf(world: World) {
  const { deps, owner } = world;

  async function admin(tenant: Tenant): Promise<Grant<'sso.update'>> {
    const who = tenant.people.admin;
    const as = { role: 'admin' as const, teamIds: [], sessionId: await world.sessionOf(who) };
    return tenant.grantFor(who, as, 'sso.update');
  }

  /** Takes over metadata, as if a test of them had passed. Returns the version. */
  async function tested(tenant: Tenant, connectionId: string, metadata: string): Promise<number> {
    const { version } = await setIdentityProvider(deps, await admin(tenant), {
      connectionId,
      metadata,
    });
    await owner.query(
      'UPDATE saml_connection_versions SET tested_at = $3 WHERE connection_id = $1 AND version = $2',
      [connectionId, version, deps.clock.now()],
    );
    return version;
  }

  return {
    admin,
    tested,
    async add(tenant: Tenant, name = 'Okta'): Promise<string> {
      return (await createConnection(deps, await admin(tenant), { name })).connectionId;
    },
    async find(tenant: Tenant, connectionId: string): Promise<ConnectionDetails> {
      return getConnection(deps, await admin(tenant), { connectionId });
    },
    /** Lets people sign in by these metadata. */
    async activate(tenant: Tenant, connectionId: string, metadata: string): Promise<number> {
      const version = await tested(tenant, connectionId, metadata);
      await activateConnection(deps, await admin(tenant), { connectionId, version });
      return version;
    },
    /** A session that came by the connection. */
    async signIn({ userId }: Person, connectionId: string): Promise<string> {
      const session = { userId, method: 'saml', samlConnectionId: connectionId };
      const { sessionId } = await asSystem(deps.db, 'sign-in', (tx) =>
        openSession(deps, tx, { ...session, request: testRequest(), previousToken: null }),
      );
      return sessionId;
    },
  };
}
