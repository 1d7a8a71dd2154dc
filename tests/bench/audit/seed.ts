import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/**
 * An organization with so many events, one a minute, by a hundred people: every second is about a machine, one in a
 * hundred about Lisbon, one in ten thousand about Zanzibar; ten actions in turn.
 * @returns the organization's id.
 */
export async function seedEvents(owner: pg.Client, events: number): Promise<string> {
  const organizationId = randomUUID();
  await owner.query(
    `INSERT INTO organizations (id, slug, name, group_id, use_case, created_at, updated_at)
     VALUES ($1, $2, $2, $3, 'api-access', now(), now())`,
    [organizationId, `bench-${events}`, `1${String(events).padStart(18, '0')}`],
  );
  await owner.query(
    `INSERT INTO audit_events (id, organization_id, occurred_at, actor_kind, actor_id, actor_label, action, target_kind,
                               target_id, target_label, before, after, ip, user_agent, request_id, session_method)
     SELECT gen_random_uuid(), $1, now() - n * interval '1 minute', 'user', md5('p' || n % 100)::uuid,
            'Person ' || n % 100 || ' <person-' || n % 100 || '@example.com>',
            (ARRAY['api-key.created', 'api-key.updated', 'api-key.disabled', 'api-key.enabled', 'api-key.revoked',
                   'team.updated', 'member.signed-in', 'member.signed-out', 'team.member-added', 'member.role-changed'])[1 + n % 10],
            'api-key', md5('k' || n % 1000)::uuid,
            'Key ' || n % 1000 || CASE WHEN n % 2 = 0 THEN ' machine' ELSE ' hand' END
              || CASE WHEN n % 100 = 0 THEN ' Lisbon' ELSE '' END || CASE WHEN n % 10000 = 1 THEN ' Zanzibar' ELSE '' END,
            NULL, jsonb_build_object('environment', 'production', 'number', n), '192.0.2.' || n % 250, 'bench', md5('r' || n), 'password'
       FROM generate_series(1, $2::int) n`,
    [organizationId, events],
  );
  return organizationId;
}
