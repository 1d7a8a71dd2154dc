// The practical floor: the same without a memory. One prepared SELECT for each call.
import { hash } from 'node:crypto';
import http from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 8 });
const text = `
  SELECT k.*, o.status AS organization_status, o.group_id, m.role AS owner_role
  FROM api_key_secrets s
  JOIN api_keys k ON k.id = s.api_key_id AND k.organization_id = s.organization_id
  JOIN organizations o ON o.id = k.organization_id
  LEFT JOIN memberships m ON m.organization_id = k.organization_id AND m.user_id = k.owner_user_id
  WHERE s.secret_hash = $1`;

const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', async () => {
    const values = [hash('sha256', JSON.parse(body).key, 'buffer')];
    const { rows } = await pool.query({ name: 'floor', text, values });
    const key = rows[0];
    const answer = JSON.stringify({
      valid: key.status === 'active' && key.organization_status === 'active',
      keyId: key.id,
      kind: key.kind,
      organizationId: key.organization_id,
      groupId: key.group_id,
      teamId: key.team_id,
      ownerId: key.owner_user_id,
      environment: key.environment,
      scopes: key.scopes,
      rateLimit: null,
      budget: null,
      pot: 'wallet',
      expiresAt: key.expires_at,
    });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': answer.length,
    });
    response.end(answer);
  });
});
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
