import type pg from 'pg';

export type Place = { value: string; id: string };

/** The same columns for a page, and nothing round it: no wall between tenants, no transaction, prepared once. */
const shown = (page: string, orderBy: string) => `
  SELECT e.user_id, u.name, u.email, e.role, e.key_count, e.has_mfa, e.has_password, e.has_google, e.has_github,
         m.created_at, m.last_active_at,
         (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY lower(t.name)), '[]')
            FROM team_memberships tm JOIN teams t ON t.organization_id = $1 AND t.id = tm.team_id
           WHERE tm.organization_id = $1 AND tm.user_id = e.user_id) AS teams
    FROM (${page}) page
    JOIN directory_entries e ON e.organization_id = $1 AND e.user_id = page.user_id
    JOIN memberships m ON m.organization_id = $1 AND m.user_id = page.user_id
    JOIN users u ON u.id = page.user_id
   ORDER BY ${orderBy}`;

const byName = 'e.name_key, e.user_id';
const entries = (more: string, limit: string) =>
  `SELECT e.user_id FROM directory_entries e WHERE e.organization_id = $1 ${more} ORDER BY ${byName} LIMIT ${limit}`;

type Floor = (organizationId: string, place: Place, limit: number) => pg.QueryConfig;

const floor =
  (name: string, text: string): Floor =>
  (organizationId, _place, limit) => ({ name, text, values: [organizationId, limit] });

const lastActive = `(CASE WHEN m.last_active_at IS NULL THEN '1970-01-01Z'::timestamptz ELSE m.last_active_at END) DESC, m.user_id DESC`;

export const floors = {
  first: floor('first', shown(entries('', '$2'), byName)),
  middle: (organizationId, { value, id }, limit) => ({
    name: 'middle',
    text: shown(entries('AND (e.name_key, e.user_id) > ($3, $4)', '$2'), byName),
    values: [organizationId, limit, value, id],
  }),
  admins: floor('admins', shown(entries(`AND e.role = 'admin'`, '$2'), byName)),
  developers: floor('developers', shown(entries(`AND e.role = 'developer'`, '$2'), byName)),
  search: floor(
    'search',
    shown(
      entries(
        `AND EXISTS (SELECT 1 FROM directory_words w WHERE w.organization_id = $1 AND w.user_id = e.user_id
           AND w.word >= 'planck' AND w.word < 'plancl')`,
        '$2',
      ),
      byName,
    ),
  ),
  active: floor(
    'active',
    shown(
      `SELECT m.user_id FROM memberships m WHERE m.organization_id = $1 ORDER BY ${lastActive} LIMIT $2`,
      lastActive,
    ),
  ),
  keys: floor(
    'keys',
    shown(
      `SELECT e.user_id FROM directory_entries e WHERE e.organization_id = $1
        ORDER BY e.key_count DESC, e.user_id DESC LIMIT $2`,
      'e.key_count DESC, e.user_id DESC',
    ),
  ),
} satisfies Record<string, Floor>;
