import { randomUUID } from 'node:crypto';

type Sql = (text: string, values: unknown[]) => Promise<unknown>;

/** A verified domain of an organization, as it is once its Admins saw to it, without the way there. */
export async function insertDomain(
  sql: Sql,
  organizationId: string,
  domain: string,
  { requiresSso = true } = {},
): Promise<string> {
  const id = randomUUID();
  await sql(
    `INSERT INTO organization_domains (id, organization_id, domain, token, created_by_name, created_at, verified_at,
                                       last_checked_at, next_check_at, requires_sso)
     VALUES ($1, $2, $3, 'token', 'Ada Admin', now(), now(), now(), now() + interval '1 day', $4)`,
    [id, organizationId, domain, requiresSso],
  );
  return id;
}

export async function requireSso(sql: Sql, domain: string, requiresSso = true): Promise<void> {
  await sql('UPDATE organization_domains SET requires_sso = $2 WHERE domain = $1', [
    domain,
    requiresSso,
  ]);
}

/** A connection by which people sign in, as far as whoever asks for one can tell. */
export async function insertActiveConnection(sql: Sql, organizationId: string): Promise<string> {
  const id = randomUUID();
  const entityId = `https://idp.example/${id}`;
  await sql(
    `INSERT INTO saml_connections (id, organization_id, name, certificate, key_id, key_sealed, created_at)
     VALUES ($1, $2, 'Okta', 'certificate', 'k', '\\x00', now())`,
    [id, organizationId],
  );
  await sql(
    `INSERT INTO saml_connection_versions (organization_id, connection_id, version, idp_entity_id, sign_in_url, binding,
                                           certificates, created_at, created_by_name, tested_at)
     VALUES ($1, $2, 1, $3, 'https://idp.example/sign-in', 'redirect', '{certificate}', now(), 'Ada Admin', now())`,
    [organizationId, id, entityId],
  );
  await sql(
    `UPDATE saml_connections SET active_version = 1, active_entity_id = $2, activated_at = now() WHERE id = $1`,
    [id, entityId],
  );
  return id;
}

/** An Admin with emergency access, as far as whoever asks can tell: no code of theirs signs in. */
export async function makeReady(sql: Sql, organizationId: string, userId: string): Promise<void> {
  await sql(`UPDATE users SET password_hash = 'some hash' WHERE id = $1`, [userId]);
  await sql(
    `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at) VALUES ($1, $2, '\\x00', 'k', 0, now())`,
    [randomUUID(), userId],
  );
  await sql(
    `INSERT INTO break_glass_codes (organization_id, user_id, code_hash, created_at) VALUES ($1, $2, sha256('x'), now())`,
    [organizationId, userId],
  );
}
