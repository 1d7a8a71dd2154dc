import { memberPages, visitorPages } from './support/page-list';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, enter, type World } from './support/world';

let world: World;
let keyId: string;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Header Engines');
  ({ keyId } = await createKey(readStage(), world, 'Header key'));
});

test('every page, signed in or not, found or not, carries the security headers and is kept by no cache', async ({
  page,
  stage,
}) => {
  const check = async (path: string) => {
    const response = await page.request.get(path, { maxRedirects: 0 });
    const headers = response.headers();
    expect([path, headers['content-security-policy']]).toEqual([
      path,
      expect.stringMatching(/script-src [^;]*'nonce-[^;]*'strict-dynamic'/),
    ]);
    expect([path, headers['content-security-policy']]).toEqual([
      path,
      expect.stringContaining("frame-ancestors 'none'"),
    ]);
    expect([path, headers['x-content-type-options']]).toEqual([path, 'nosniff']);
    expect([path, headers['cross-origin-opener-policy']]).toEqual([path, 'same-origin']);
    expect([path, headers['referrer-policy']]).toEqual([
      path,
      expect.stringMatching(/no-referrer|strict-origin/),
    ]);
    expect([path, headers['cache-control']]).toEqual([path, expect.stringContaining('no-store')]);
    expect([path, headers['x-powered-by']]).toEqual([path, undefined]);
    expect([path, headers['x-request-id']]).toEqual([path, expect.stringMatching(/^[\w-]{8,}$/)]);
  };
  for (const path of visitorPages) await check(path);
  for (const path of memberPages(world, keyId)) await check(path);
  await enter(page, stage, world.people.admin);
  for (const path of memberPages(world, keyId)) await check(path);
});

test('pages whose address holds a token tell no other site where the visitor came from', async ({
  request,
}) => {
  for (const path of [
    '/verify-email?token=x',
    '/reset-password?token=x',
    '/confirm-email?token=x',
    '/undo-email-change?token=x',
    '/not-me?token=x',
  ]) {
    const response = await request.get(path);
    expect([path, response.headers()['referrer-policy']]).toEqual([path, 'no-referrer']);
  }
});

test('every answer of the API carries them too, whatever its status', async ({
  request,
  stage,
}) => {
  const answers = [
    await request.get('/healthz'),
    await request.get('/readyz'),
    await request.get('/v1/models'),
    await request.get('/v1/no-such-thing'),
    await request.get('/v1/keys/verify'),
    await request.post('/v1/keys/verify', { data: {} }),
    await request.post('/v1/keys/verify', {
      data: 'nonsense',
      headers: {
        authorization: `Bearer ${stage.gatewayToken}`,
        'content-type': 'application/json',
      },
    }),
  ];
  expect(answers.map((answer) => answer.status())).toEqual([200, 200, 401, 404, 405, 401, 400]);
  for (const answer of answers) {
    const headers = answer.headers();
    expect([answer.url(), headers['x-content-type-options']]).toEqual([answer.url(), 'nosniff']);
    expect([answer.url(), headers['cache-control']]).toEqual([
      answer.url(),
      expect.stringContaining('no-store'),
    ]);
    if (answer.status() < 400) continue;
    const body: unknown = await answer.json();
    expect(JSON.stringify(body)).not.toMatch(/at .*\.(ts|js):\d+|SELECT /);
    if (answer.url().endsWith('/v1/models')) {
      // OpenAI's form, which its client libraries read.
      expect(body).toMatchObject({ error: { code: 'invalid-key' } });
    } else {
      expect(headers['content-type']).toContain('application/problem+json');
      expect(body).toMatchObject({ status: answer.status(), code: expect.any(String) });
    }
  }
});

test('reading pages changes nothing', async ({ page, stage }) => {
  const { default: pg } = await import('pg');
  await enter(page, stage, world.people.admin);
  const owner = new pg.Client({ connectionString: stage.database.ownerUrl });
  await owner.connect();
  const counts = async () =>
    (
      await owner.query(
        `SELECT (SELECT count(*) FROM audit_events WHERE organization_id = $1) AS events,
        (SELECT count(*) FROM api_keys WHERE organization_id = $1) AS keys,
        (SELECT count(*) FROM memberships WHERE organization_id = $1) AS members,
        (SELECT json_agg(o) FROM organizations o WHERE id = $1)::text AS organization`,
        [world.organizationId],
      )
    ).rows[0] as Record<string, unknown>;
  const before = await counts();
  for (const path of memberPages(world, keyId)) await page.request.get(path);
  expect(await counts()).toEqual(before);
  await owner.end();
});

test('what is not found beside the pages runs no script and stands in no frame', async ({
  request,
}) => {
  for (const path of ['/api/none', '/_next/static/none', '/.well-known/none', '/icon.svgX']) {
    const response = await request.get(path);
    const policy = response.headers()['content-security-policy'];
    expect([path, response.status()]).toEqual([path, 404]);
    expect([path, policy]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
    expect([path, policy]).toEqual([path, expect.stringMatching(/script-src [^;]*'(none|nonce)/)]);
  }
});

test('nothing of the source, the settings or the repository is served', async ({ request }) => {
  for (const path of [
    '/.env',
    '/.git/config',
    '/package.json',
    '/_next/../package.json',
    '/server.ts',
    '/.gatehouse/secrets.json',
  ]) {
    const response = await request.get(path);
    expect([path, response.status()]).toEqual([path, 404]);
  }
});
