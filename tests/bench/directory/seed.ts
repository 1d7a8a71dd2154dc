import { randomUUID } from 'node:crypto';
import type pg from 'pg';

export type BenchOrganization = { organizationId: string; members: number };

/**
 * An organization of so many members: one in a hundred an Admin, seven in ten Developers; everybody in `Default` and one
 * in fifty in one of twenty other teams; two in five with a second factor; a key for each in ten. The same shares
 * in each, so that only the size differs; names and last activity by chance, so that neither goes with the others.
 */
export async function seedOrganization(
  owner: pg.Client,
  members: number,
): Promise<BenchOrganization> {
  const organizationId = randomUUID();
  const people = 'bench_people';
  await owner.query('BEGIN');
  await owner.query(
    `INSERT INTO organizations (id, slug, name, group_id, use_case, created_at, updated_at)
     VALUES ($1, $2, $2, $3, 'api-access', now(), now())`,
    [organizationId, `bench-${members}`, `1${String(members).padStart(18, '0')}`],
  );
  await owner.query(
    `INSERT INTO teams (id, organization_id, name, created_at, updated_at)
     SELECT gen_random_uuid(), $1, CASE n WHEN 0 THEN 'Default' ELSE 'Team ' || n END, now(), now() FROM generate_series(0, 20) n`,
    [organizationId],
  );
  await owner.query(
    `CREATE TEMPORARY TABLE ${people} ON COMMIT DROP AS
     SELECT n, gen_random_uuid() AS id,
            (ARRAY['Ada','Bert','Clara','Dora','Emil','Frida','Gus','Hedy','Ida','Joan','Karl','Lena','Max','Nora','Otto','Paul','Rosa','Sven','Tove','Vera'])[1 + (hashint4(n) & 1023) % 20]
              || ' ' || (ARRAY['Abel','Byron','Curie','Dahl','Euler','Franklin','Gauss','Hopper','Ito','Jansen','Kovac','Lovelace','Meitner','Noether','Ohm','Planck','Riemann','Sagan','Turing','Weber'])[1 + (hashint4(-n) & 1023) % 20]
              || lpad(n::text, 6, '0') AS name
       FROM generate_series(1, $1::int) n`,
    [members],
  );
  await owner.query(
    `INSERT INTO users (id, email, name, time_zone, password_hash, created_at, updated_at)
     SELECT id, lower(replace(name, ' ', '.')) || '@bench-' || $1::text || '.example', name, 'UTC',
            CASE WHEN n % 5 > 0 THEN 'hash' END, now(), now() FROM ${people}`,
    [members],
  );
  await owner.query(
    `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at)
     SELECT gen_random_uuid(), id, '\\x00', 'bench', 0, now() FROM ${people} WHERE n % 5 < 2`,
  );
  await owner.query(
    `INSERT INTO identities (id, user_id, provider, issuer, subject, email, created_at, last_used_at)
     SELECT gen_random_uuid(), id, CASE n % 10 WHEN 5 THEN 'github' ELSE 'google' END, 'bench', id::text, 'a@example.com', now(), now()
       FROM ${people} WHERE n % 5 = 0`,
  );
  // The triggers that follow plan their look-ups once.
  await owner.query('ANALYZE users, totp_factors, identities');
  await owner.query(
    `INSERT INTO memberships (organization_id, user_id, role, created_at, updated_at, last_active_at)
     SELECT $1, id, CASE WHEN n % 100 = 0 THEN 'admin' WHEN n % 10 < 7 THEN 'developer' WHEN n % 10 = 7 THEN 'billing-manager' ELSE 'read-only' END,
            now() - n * interval '1 minute', now(), CASE WHEN n % 10 > 0 THEN now() - ((hashint4(n + 7) & 1048575) % 200000) * interval '1 minute' END
       FROM ${people}`,
    [organizationId],
  );
  await owner.query(
    `INSERT INTO team_memberships (organization_id, team_id, user_id, created_at)
     SELECT $1, t.id, p.id, now() FROM ${people} p JOIN teams t ON t.organization_id = $1
        AND (t.name = 'Default' OR (p.n % 50 = 0 AND t.name = 'Team ' || 1 + (p.n / 50) % 20))`,
    [organizationId],
  );
  await owner.query(
    `INSERT INTO api_keys (id, organization_id, team_id, owner_user_id, kind, name, environment, scopes, allowed_models, allowed_services, ip_ranges, created_at, updated_at)
     SELECT gen_random_uuid(), $1, t.id, p.id, 'general', 'A key', 'production', '{inference}', '{}', '{}', '{}', now(), now()
       FROM ${people} p JOIN teams t ON t.organization_id = $1 AND t.name = 'Default' WHERE p.n % 10 = 3`,
    [organizationId],
  );
  await owner.query('COMMIT');
  return { organizationId, members };
}
