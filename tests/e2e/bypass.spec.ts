import http from 'node:http';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import { createKey, createWorld, signIn, type World } from './support/world';

const keyName = 'Heliotrope canary key';

let world: World;
let outsiders: World;
test.beforeAll(async () => {
  world = await createWorld(readStage(), 'Heliotrope Works');
  outsiders = await createWorld(readStage(), 'Outside Works');
  await createKey(readStage(), world, keyName);
});

type Answer = { status: number; body: string; headers: http.IncomingHttpHeaders };

/** A request whose target goes out as it is written: browsers and fetch would tidy it up. */
async function ask(target: string, headers: http.OutgoingHttpHeaders): Promise<Answer> {
  const { hostname, port } = new URL(readStage().url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: target, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
      });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end();
  });
}

/** Ways on which pages of Next have been reached around what guarded them (each a past advisory, or its kin). */
function probes(slug: string): [name: string, target: string, headers: http.OutgoingHttpHeaders][] {
  const page = `/orgs/${slug}/api-keys`;
  const rsc = { rsc: '1' };
  return [
    ['plain', page, {}],
    [
      'middleware subrequest',
      page,
      { 'x-middleware-subrequest': Array(5).fill('proxy').join(':') },
    ],
    ['middleware subrequest, src', page, { 'x-middleware-subrequest': 'src/proxy:src/proxy' }],
    ['middleware rewrite', '/sign-in', { 'x-middleware-rewrite': page }],
    ['middleware next', page, { 'x-middleware-next': '1' }],
    ['matched path', '/sign-in', { 'x-matched-path': page }],
    ['invoke path', '/sign-in', { 'x-invoke-path': page, 'x-invoke-output': page }],
    ['original address', '/sign-in', { 'x-original-url': page, 'x-rewrite-url': page }],
    ['server components', page, rsc],
    [
      'server components, with a state of the router',
      `${page}?_rsc=abc12`,
      {
        ...rsc,
        'next-router-state-tree': encodeURIComponent(
          JSON.stringify([
            '',
            { children: ['(console)', { children: ['orgs', {}] }] },
            null,
            'refetch',
          ]),
        ),
      },
    ],
    ['prefetch', page, { ...rsc, 'next-router-prefetch': '1' }],
    [
      'segment prefetch',
      page,
      {
        ...rsc,
        'next-router-prefetch': '1',
        'next-router-segment-prefetch': '/_tree',
      },
    ],
    ['.rsc', `${page}.rsc`, {}],
    ['.segments', `${page}.segments/_tree.segment.rsc`, {}],
    ['_next/data', `/_next/data/build${page}.json`, {}],
    ['_next/data header', page, { 'x-nextjs-data': '1' }],
    ['encoded slash', `/orgs%2F${slug}%2Fapi-keys`, {}],
    ['encoded letter', `/orgs/${slug}/%61pi-keys`, {}],
    ['doubly encoded', `/orgs/${slug}/%2561pi-keys`, {}],
    ['doubled slashes', `//orgs//${slug}//api-keys`, {}],
    ['dots', `/sign-in/../orgs/${slug}/api-keys`, {}],
    ['encoded dots', `/sign-in/%2e%2e/orgs/${slug}/api-keys`, {}],
    ['backslashes', `\\orgs\\${slug}\\api-keys`, {}],
    ['upper case', `/ORGS/${slug.toUpperCase()}/API-KEYS`, {}],
    ['a trailing slash', `${page}/`, {}],
    ['absolute form', `http://localhost${page}`, {}],
    ['the export', `${page}/export`, {}],
    ['preview', page, { cookie: '__prerender_bypass=1; __next_preview_data=1' }],
    [
      'spoofed address',
      page,
      { 'x-forwarded-for': '127.0.0.1', 'x-gatehouse-client-ip': '127.0.0.1' },
    ],
  ];
}

async function expectNothingTold(cookie: string | undefined): Promise<void> {
  for (const [name, target, headers] of probes(world.slug)) {
    const cookies = [cookie, headers.cookie].filter(Boolean).join('; ');
    const answer = await ask(target, { ...headers, ...(cookies && { cookie: cookies }) });
    expect([name, answer.body.includes(keyName)]).toEqual([name, false]);
    expect([name, answer.body.includes(world.groupId)]).toEqual([name, false]);
    expect([name, answer.status < 500]).toEqual([name, true]);
  }
}

test('no way around the front reaches a page of an organization without a session', async () => {
  await expectNothingTold(undefined);
});

test('nor with the session of another organization', async ({ page, context }) => {
  await signIn(page, outsiders.people.admin.email);
  const cookies = await context.cookies();
  await expectNothingTold(cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
});

test('the same ways with a session of the organization do lead to the key, where they lead anywhere', async ({
  page,
  context,
}) => {
  await signIn(page, world.people.admin.email);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const [, target, headers] = probes(world.slug)[0] ?? ['', '', {}];
  expect((await ask(target, { ...headers, cookie })).body).toContain(keyName);
});

test('headers of proxies change neither links nor what caches may keep', async () => {
  const evil = 'evil.example';
  const answer = await ask('/sign-in', {
    'x-forwarded-host': evil,
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '1337',
    forwarded: `host=${evil}`,
    'x-invoke-status': '500',
    'x-middleware-prefetch': '1',
  });
  expect(answer.status).toBe(200);
  expect(answer.body).not.toContain(evil);
  expect(JSON.stringify(answer.headers)).not.toContain(evil);
  expect(answer.headers['cache-control']).toContain('no-store');
});

test('the image optimiser fetches nothing for anybody', async () => {
  for (const url of ['http://127.0.0.1:1/x.png', '/mark.svg', 'http://169.254.169.254/latest']) {
    const target = `/_next/image?url=${encodeURIComponent(url)}&w=640&q=75`;
    const { status } = await ask(target, {});
    expect([url, status >= 400 && status < 500]).toEqual([url, true]);
  }
});

test('methods that no page knows are refused, and none is smuggled in a header', async ({
  request,
}) => {
  for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND']) {
    const response = await request.fetch('/sign-in', { method });
    expect([method, response.status()]).toEqual([method, 405]);
  }
});
