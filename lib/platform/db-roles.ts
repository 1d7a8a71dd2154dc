import pg from 'pg';

/**
 * Refuses a serving role that row-level security would not bind: superuser, BYPASSRLS, an owner of tables, or a member
 * of a role that is one of these.
 * @throws Error with one line that names the role and what is wrong with it.
 */
export async function checkServingRole(variable: string, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; fault: string | null }>(`
      SELECT current_user AS name, CASE
        WHEN EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolsuper AND pg_has_role(current_user, r.oid, 'MEMBER'))
          THEN 'is a superuser'
        WHEN EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolbypassrls AND pg_has_role(current_user, r.oid, 'MEMBER'))
          THEN 'bypasses row-level security'
        WHEN EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                      AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER'))
          THEN 'owns tables'
        END AS fault`);
    const role = rows[0];
    if (role?.fault) {
      throw new Error(
        `${variable}: the role "${role.name}" ${role.fault}; serve with a role that row-level security binds.`,
      );
    }
  } finally {
    await client.end();
  }
}
