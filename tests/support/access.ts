import { systemRandom } from '@/lib/platform/random';
import { createKeyPair } from '@/lib/sso/saml/signing-key';
import type { World } from './tenants';

type Person = { userId: string; email: string };
type Tenant = { organizationId: string };

/** Puts people and organizations into the states that access methods and the compliance list tell of. */
export function accessOf({ deps, owner }: Pick<World, 'deps' | 'owner'>) {
  const sql = (text: string, ...values: unknown[]) => owner.query(text, values);

  return {
    givePassword: ({ userId }: Person) =>
      sql(`UPDATE users SET password_hash = 'a hash' WHERE id = $1`, userId),
    giveApp: ({ userId }: Person) =>
      sql(
        `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at)
         VALUES ($1, $2, '\\x00', 'k', 0, $3)`,
        deps.ids.next(),
        userId,
        deps.clock.now(),
      ),
    link: ({ userId }: Person, provider: 'google' | 'github') =>
      sql(
        `INSERT INTO identities (id, user_id, provider, issuer, subject, email, created_at, last_used_at)
         VALUES ($1, $2, $3, $4, $2::uuid::text, 'at@provider.example', now(), now())`,
        deps.ids.next(),
        userId,
        provider,
        provider === 'google' ? deps.oauth.google?.issuer : deps.oauth.github?.url,
      ),
    moveTo: async (person: Person, domain: string) => {
      person.email = `${person.userId}@${domain}`;
      await sql('UPDATE users SET email = $2 WHERE id = $1', person.userId, person.email);
    },
    demand: ({ organizationId }: Tenant, policy: { mfaGraceDays?: number; methods?: string[] }) =>
      sql(
        `INSERT INTO organization_policies (organization_id, mfa_required_at, mfa_grace_days, allowed_methods, updated_at)
         VALUES ($1, $2, $3, $4, now())
         ON CONFLICT (organization_id) DO UPDATE SET mfa_required_at = excluded.mfa_required_at,
           mfa_grace_days = excluded.mfa_grace_days, allowed_methods = excluded.allowed_methods`,
        organizationId,
        policy.mfaGraceDays === undefined ? null : deps.clock.now(),
        policy.mfaGraceDays ?? 0,
        policy.methods ?? [],
      ),
    requireSso: ({ organizationId }: Tenant, domain: string) =>
      sql(
        `INSERT INTO organization_domains (id, organization_id, domain, token, created_by_name, created_at, verified_at,
                                           last_checked_at, next_check_at, join_mode, join_role, requires_sso)
         VALUES ($1, $2, $3, 'token', 'Ada', now(), now(), now(), now(), 'none', 'developer', true)`,
        deps.ids.next(),
        organizationId,
        domain,
      ),
    /** A connection whose first version has passed its test; people sign in by it where it is active. */
    async connect(
      { organizationId }: Tenant,
      { name = 'Okta', isActive = true } = {},
    ): Promise<string> {
      const id = deps.ids.next();
      const entityId = `https://${id}.idp.example/metadata`;
      const { certificate } = await createKeyPair(systemRandom, 'idp.test', deps.clock.now());
      await sql(
        `INSERT INTO saml_connections (id, organization_id, name, certificate, key_id, key_sealed, created_at)
         VALUES ($1, $2, $3, $5, 'k', '\\x00', $4)`,
        ...[id, organizationId, name, deps.clock.now(), certificate],
      );
      await sql(
        `INSERT INTO saml_connection_versions (organization_id, connection_id, version, idp_entity_id, sign_in_url, binding,
                                               certificates, created_at, created_by_name, tested_at)
         VALUES ($1, $2, 1, $3, $3, 'redirect', ARRAY[$5::text], $4, 'Ada', $4)`,
        ...[organizationId, id, entityId, deps.clock.now(), certificate],
      );
      if (isActive) {
        await sql(
          'UPDATE saml_connections SET active_version = 1, activated_at = $2, active_entity_id = $3 WHERE id = $1',
          ...[id, deps.clock.now(), entityId],
        );
      }
      return id;
    },
    deactivate: (connectionId: string) =>
      sql(
        'UPDATE saml_connections SET active_version = NULL, activated_at = NULL, active_entity_id = NULL WHERE id = $1',
        connectionId,
      ),
    knowBySaml: ({ organizationId }: Tenant, { userId }: Person, connectionId: string) =>
      sql(
        `INSERT INTO saml_identities (connection_id, name_id, organization_id, user_id, created_at, last_used_at)
         VALUES ($1, $2::uuid::text, $3, $2, now(), now())`,
        ...[connectionId, userId, organizationId],
      ),
    /** A session that was opened at this moment. */
    signIn: ({ userId }: Person, method = 'password', connectionId: string | null = null) =>
      sql(
        `INSERT INTO sessions (id, user_id, token_hash, method, saml_connection_id, created_at, authenticated_at, last_seen_at, expires_at)
         VALUES ($1, $2, sha256($1::uuid::text::bytea), $3, $4, $5, $5, $5, $5::timestamptz + interval '30 days')`,
        ...[deps.ids.next(), userId, method, connectionId, deps.clock.now()],
      ),
  };
}
