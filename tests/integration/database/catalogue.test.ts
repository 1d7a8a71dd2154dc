import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

const column = async <T>(sql: string) =>
  (await owner.query<{ value: T }>(sql)).rows.map((row) => row.value);

const ours = `SELECT c.* FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'`;

test('row-level security is on and forced for every table', async () => {
  expect(
    await column(
      `SELECT relname AS value FROM (${ours}) c WHERE NOT (relrowsecurity AND relforcerowsecurity)`,
    ),
  ).toEqual([]);
  expect((await column(`SELECT relname AS value FROM (${ours}) c`)).length).toBeGreaterThan(15);
});

test('every policy of gatehouse_app on a table with an organization is bound to the organization or the person', async () => {
  const loose = await column<string>(`
    SELECT p.tablename || '.' || p.policyname AS value FROM pg_policies p
      JOIN information_schema.columns k ON k.table_schema = 'public' AND k.table_name = p.tablename AND k.column_name = 'organization_id'
     WHERE 'gatehouse_app' = ANY (p.roles)
       AND coalesce(p.qual, p.with_check) !~ 'gatehouse_(organization|user)_id\\(\\)'`);
  expect(loose).toEqual([]);
  const unchecked = await column<string>(`
    SELECT p.tablename || '.' || p.policyname AS value FROM pg_policies p
     WHERE 'gatehouse_app' = ANY (p.roles) AND p.cmd IN ('ALL', 'UPDATE', 'INSERT') AND p.with_check IS NULL`);
  expect(unchecked).toEqual([]);
});

test('every table with an organization has a policy for gatehouse_app', async () => {
  const walled = await column<string>(`
    SELECT DISTINCT k.table_name::text AS value FROM information_schema.columns k
     WHERE k.table_schema = 'public' AND k.column_name = 'organization_id'
       AND NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.tablename = k.table_name AND 'gatehouse_app' = ANY (p.roles))`);
  expect(walled).toEqual([]);
});

/** Table by table what the serving roles may do; column grants as `VERB(columns…)` counts. */
const rights = `
  SELECT t.relname::text AS table, r.role, v.verb,
         CASE WHEN has_table_privilege(r.role, t.oid, v.verb) THEN 'all'
              ELSE (SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a
                     WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                       AND v.verb <> 'DELETE' AND v.verb <> 'TRUNCATE'
                       AND has_column_privilege(r.role, t.oid, a.attnum, v.verb)) END AS columns
    FROM (${ours}) t, (VALUES ('gatehouse_app'), ('gatehouse_system')) r(role), (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) v(verb)`;

async function rightsOf(role: string): Promise<Record<string, string>> {
  const { rows } = await owner.query<{ table: string; verb: string; columns: string | null }>(
    `SELECT * FROM (${rights}) x WHERE role = $1 AND columns IS NOT NULL ORDER BY "table", position(left(verb, 1) IN 'SIUD')`,
    [role],
  );
  const found: Record<string, string> = {};
  for (const { table, verb, columns } of rows) {
    const letter = verb.charAt(0).toLowerCase();
    const part = columns === 'all' ? letter : `${letter}(${columns ?? ''})`;
    found[table] = found[table] === undefined ? part : `${found[table]} ${part}`;
  }
  return found;
}

test('gatehouse_app holds these rights and no other: no password hash, no digest of a secret, an audit log it can only add to', async () => {
  expect(await rightsOf('gatehouse_app')).toEqual({
    api_key_activity: 's',
    api_key_refusals: 's',
    api_key_secrets: 's(id,organization_id,api_key_id,hint,created_at) i',
    api_keys: 's i u',
    audit_events: 's i',
    audit_export_chunks: 's i',
    audit_exports: 's i u(reached_at,reached_id,event_count,byte_count,finished_at)',
    break_glass_codes: 's(organization_id,user_id,created_at,used_at) i u d',
    catalogue_models: 's',
    catalogue_services: 's',
    directory_entries: 's',
    directory_words: 's',
    invitation_import_rows: 's i u',
    invitation_imports: 's i u d',
    invitation_teams: 's i',
    invitations: 's i u',
    memberships: 's i u d',
    notification_preferences: 's i u',
    organization_domains: 's i u d',
    organization_policies: 's i u',
    organizations:
      's i u(slug,name,use_case,time_zone,status,sdk_installed_at,updated_at,deletion_requested_by_id)',
    outbox_mails: 'i',
    removed_members: 's i u',
    saml_certificate_notices: 's i',
    saml_connection_versions: 's i',
    saml_connections:
      's(id,organization_id,name,certificate,created_at,activated_at,active_entity_id,active_version,allows_idp_initiated,default_role,group_roles,groups_attribute,last_sign_in_at) i u(name,activated_at,active_entity_id,active_version,allows_idp_initiated,default_role,group_roles,groups_attribute) d',
    saml_identities: 's d',
    sessions:
      's(id,user_id,method,created_at,authenticated_at,last_seen_at,expires_at,ip,user_agent,revoked_at,revoked_reason,saml_connection_id) u(revoked_at,revoked_reason)',
    team_memberships: 's i d',
    teams: 's i u',
    users:
      's(id,email,name,time_zone,password_changed_at,created_at,updated_at) u(name,time_zone,updated_at)',
  });
});

test('gatehouse_system holds what its named crossings need and no other', async () => {
  expect(await rightsOf('gatehouse_system')).toEqual({
    api_key_activity: 's i u',
    api_key_refusals: 's i d',
    api_key_secrets: 's',
    api_keys: 's',
    attempt_counters: 's i u d',
    audit_events: 'i',
    audit_exports: 's(id,expires_at) d',
    break_glass_codes: 's u(used_at)',
    catalogue_models: 's',
    catalogue_services: 's',
    deleted_organizations: 's',
    email_changes: 's i u d',
    identities: 's i u d',
    invitation_imports: 's d',
    invitations: 's d',
    known_devices: 's i u d',
    link_tokens: 's i u d',
    memberships: 's u(last_active_at)',
    organization_domains: 's u(next_check_at)',
    organization_policies: 's',
    oauth_handshakes: 's i u d',
    organizations: 's u(status,first_call_at,updated_at,status_before_deletion)',
    outbox_mails: 's i u d',
    previous_passwords: 's i d',
    recovery_codes: 's i u d',
    saml_assertions_seen: 's i d',
    saml_certificate_notices: 's',
    saml_connection_versions: 's u(tested_at,last_test)',
    saml_connections: 's u(key_id,key_sealed,last_sign_in_at)',
    saml_identities: 's i u(last_used_at) d',
    saml_requests: 's i u d',
    removed_members: 's',
    sessions: 's i u d',
    session_proofs: 's i u d',
    sign_in_challenges: 's i u d',
    totp_enrolments: 's i u d',
    totp_factors: 's i u d',
    sign_up_attempts: 's i u d',
    team_memberships: 's',
    teams: 's',
    users: 's i u',
  });
});

test('neither serving role can become another', async () => {
  expect(
    await column(`SELECT rolname AS value FROM pg_roles WHERE rolname LIKE 'gatehouse\\_%' AND rolname IN ('gatehouse_app', 'gatehouse_system')
                   AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`),
  ).toEqual([]);
  expect(
    await column(
      `SELECT m.roleid::regrole::text AS value FROM pg_auth_members m WHERE m.member IN ('gatehouse_app'::regrole, 'gatehouse_system'::regrole)`,
    ),
  ).toEqual([]);
});

test('every function that runs with the rights of the owner fixes its search path', async () => {
  expect(
    await column(`SELECT proname AS value FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
                   AND NOT EXISTS (SELECT 1 FROM unnest(proconfig) c WHERE c LIKE 'search_path=%')`),
  ).toEqual([]);
});

test('the checks and triggers that Prisma cannot see are there', async () => {
  const checks = await column(
    `SELECT conname AS value FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace ORDER BY 1`,
  );
  expect(checks).toEqual(
    expect.arrayContaining([
      'api_key_secrets_hash_length',
      'api_keys_environment_known',
      'api_keys_kind_known',
      'api_keys_revoked_at_with_status',
      'api_keys_shortened_from_later',
      'api_keys_status_known',
      'email_changes_canonical',
      'email_changes_undo_with_confirmation',
      'break_glass_codes_hash_length',
      'invitation_imports_bounded',
      'invitation_imports_started_by_somebody',
      'invitation_imports_status_known',
      'memberships_role_known',
      'organization_domains_canonical',
      'organization_domains_failing_is_verified',
      'organization_domains_failure_known',
      'organization_domains_join_mode_known',
      'organization_domains_join_role_known',
      'organization_domains_sso_is_verified',
      'organization_domains_verified_is_checked',
      'organization_policies_key_days_bounded',
      'organization_policies_ranges_labelled',
      'organization_policies_sessions_bounded',
      'organizations_deletion_with_status',
      'organizations_group_id_digits',
      'organizations_slug_form',
      'organizations_status_before_known',
      'organizations_status_known',
      'organizations_use_case_known',
      'outbox_mails_batch_with_due',
      'saml_assertions_seen_hash_length',
      'saml_certificate_notices_days_known',
      'saml_connection_versions_binding_known',
      'saml_connection_versions_certificates',
      'saml_connections_active_whole',
      'saml_connections_default_role_known',
      'saml_connections_group_roles_list',
      'saml_requests_browser_check',
      'saml_requests_hash_length',
      'saml_requests_person_check',
      'saml_requests_purpose_known',
      'saml_requests_ticket_check',
      'sessions_hash_length',
      'sessions_pause_not_negative',
      'sessions_saml_check',
      'sign_in_challenges_break_glass_check',
      'sign_in_challenges_saml_check',
      'teams_cost_centre_bounded',
      'teams_default_lives',
      'teams_tags_bounded',
      'users_email_canonical',
    ]),
  );
  const triggers = await column(
    `SELECT DISTINCT tgname AS value FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text NOT LIKE 'graphile%' ORDER BY 1`,
  );
  expect(triggers).toEqual([
    'api_key_secrets_notify',
    'api_key_secrets_retired',
    'api_keys_directory_changed',
    'api_keys_directory_made',
    'api_keys_notify',
    'audit_event_words',
    'identities_directory',
    'memberships_directory_join',
    'memberships_directory_role',
    'memberships_last_admin',
    'memberships_notify',
    'organization_kept',
    'organization_policies_notify',
    'organization_policies_notify_ranges',
    'organizations_new_name',
    'organizations_notify',
    'organizations_status',
    'saml_connections_active_is_tested',
    'saml_identities_directory',
    'sessions_directory',
    'team_memberships_notify',
    'totp_factors_directory',
    'users_directory',
  ]);
});

test('whatever a tenant may write is shut while its organization is being deleted, but for the log and exports of it', async () => {
  const open = await column<string>(`
    SELECT c.relname AS value FROM (${ours}) c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
     WHERE (has_any_column_privilege('gatehouse_app', c.oid, 'INSERT') OR has_any_column_privilege('gatehouse_app', c.oid, 'UPDATE')
            OR has_table_privilege('gatehouse_app', c.oid, 'DELETE'))
       AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'organization_kept')`);
  const mayBeOpen = ['audit_events', 'audit_exports', 'audit_export_chunks'];
  expect(open.filter((table) => !mayBeOpen.includes(table))).toEqual([]);
  expect(open).toContain('audit_events');
});
