import type { APIRequestContext } from '@playwright/test';
import { reachOf, roles } from '@/lib/authz/permissions';
import { accountDoors, orgDoors, publicActions } from '@/tests/architecture/doors';
import { builtActions, builtPages, callAction, type BuiltAction } from './support/actions';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  beginSignIn,
  challengeCookie,
  createKey,
  createWorld,
  openSessionOf,
  sessionCookie,
  turnOnMfa,
  type Person,
  type World,
} from './support/world';

const idle = { status: 'idle' };
/** What no schema takes: whoever gets as far as their input is told so, and changes nothing. */
const nonsense = 'nonsense';

const isRoute = (door: string) => door.endsWith('/route.ts#GET');
const isUpload = (door: string) => door.endsWith('/route.ts#POST');
const orgActions = Object.entries(orgDoors).filter(([door]) => !isRoute(door) && !isUpload(door));
const orgUploads = Object.entries(orgDoors).filter(([door]) => isUpload(door));
const orgRoutes = Object.entries(orgDoors).filter(([door]) => isRoute(door));
const accountActions = accountDoors.filter((door) => !isRoute(door));
const accountRoutes = accountDoors.filter(isRoute);
const addressOf = (route: string) => route.replace(/^app\/\(console\)|\/route\.ts#GET$/g, '');

let actions: BuiltAction[];
let world: World;
let keyId: string;
let outsider: string;
const cookies = {} as Record<(typeof roles)[number], string>;

async function cookieOf(person: Person): Promise<string> {
  return `${sessionCookie}=${await openSessionOf(readStage(), person)}`;
}

test.beforeAll(async () => {
  actions = builtActions();
  world = await createWorld(readStage(), 'Walled Works');
  ({ keyId } = await createKey(readStage(), world, 'Walled key'));
  for (const role of roles) cookies[role] = await cookieOf(world.people[role]);
  const other = await createWorld(readStage(), 'Other Works');
  outsider = await cookieOf(other.people.admin);
});

function call(
  request: APIRequestContext,
  action: BuiltAction,
  args: unknown[],
  options: { origin?: string | null; cookie?: string } = {},
) {
  const { origin = readStage().url, cookie } = options;
  return callAction(request, action, args, {
    slug: world.slug,
    ...(origin !== null && { origin }),
    ...(cookie !== undefined && { cookie }),
  });
}

test('the build has the doors that the source declares, and no other', () => {
  const declared = [...publicActions, ...accountActions, ...orgActions.map(([door]) => door)];
  expect(actions.map(({ door }) => door).sort()).toEqual(declared.sort());
});

for (const [door, permission] of orgActions) {
  test(`${door.split('#')[1]}: opens to the roles with ${permission} and refuses all others`, async ({
    request,
  }) => {
    const action = actions.find((built) => built.door === door);
    if (action === undefined) throw new Error(`${door} is not in the build`);
    const args = [world.slug, idle, nonsense];
    for (const role of roles) {
      const { outcome } = await call(request, action, args, { cookie: cookies[role] });
      const expected = reachOf(role, permission) === false ? 'forbidden' : 'invalid-input';
      expect([role, outcome]).toEqual([role, expected]);
    }
    const stranger = await call(request, action, args, { cookie: outsider });
    expect(stranger.outcome).toBe('not-found');
    const missing = [`no-${world.slug}`, idle, nonsense];
    const nowhere = await call(request, action, missing, { cookie: outsider });
    expect(stranger.text).toBe(nowhere.text);
    expect((await call(request, action, args)).outcome).toBe('unauthenticated');
    for (const slug of [null, 7, ['a'], { slug: world.slug }, `${world.slug}\0`]) {
      const odd = await call(request, action, [slug, idle, nonsense], { cookie: cookies.admin });
      expect([slug, odd.outcome]).toEqual([slug, 'not-found']);
    }
  });
}

/** Routes to one file of a person's own: an address without its id is refused, to whoever may, as it stands. */
const takesAnId: readonly string[] = [
  '/audit-log/exports/file',
  '/members/invitations/import/result',
];

for (const [door, permission] of orgRoutes) {
  const place = door.replace(/^app\/\(console\)\/orgs\/\[orgSlug\]|\/route\.ts#GET$/g, '');
  test(`${place}: is downloaded by the roles with ${permission} and refused to all others`, async ({
    request,
  }) => {
    const get = async (slug: string, cookie?: string, site = 'same-origin') => {
      const headers = { 'sec-fetch-site': site, ...(cookie !== undefined && { cookie }) };
      const response = await request.get(`/orgs/${slug}${place}`, { headers, maxRedirects: 0 });
      const { request_id: _, ...body } = response.ok()
        ? { request_id: null }
        : ((await response.json()) as Record<string, unknown>);
      return { status: response.status(), body };
    };
    const opened = takesAnId.includes(place) ? 422 : 200;
    for (const role of roles) {
      const { status } = await get(world.slug, cookies[role]);
      expect([role, status]).toEqual([role, reachOf(role, permission) === false ? 403 : opened]);
    }
    const stranger = await get(world.slug, outsider);
    expect(stranger.status).toBe(404);
    expect(stranger).toEqual(await get(`no-${world.slug}`, outsider));
    expect((await get(world.slug)).status).toBe(401);
    // Led here by another site: an export is an event of the audit log.
    expect((await get(world.slug, cookies.admin, 'cross-site')).status).toBe(403);
  });
}

for (const [door, permission] of orgUploads) {
  const place = door.replace(/^app|\/route\.ts#POST$/g, '');
  test(`${place}: takes a file from the roles with ${permission} and refuses all others`, async ({
    request,
  }) => {
    const { url } = readStage();
    const post = async (slug: string, cookie?: string, origin: string | null = url) => {
      const response = await request.post(place.replace('[orgSlug]', slug), {
        // No form: whoever gets as far as what they send is told so, and nothing is kept.
        data: nonsense,
        headers: {
          'content-type': 'text/plain',
          ...(origin !== null && { origin }),
          ...(cookie !== undefined && { cookie }),
        },
      });
      const { code } = (await response.json()) as { code?: string };
      return { status: response.status(), code };
    };
    for (const role of roles) {
      const { status } = await post(world.slug, cookies[role]);
      expect([role, status]).toEqual([role, reachOf(role, permission) === false ? 403 : 415]);
    }
    expect(await post(world.slug, outsider)).toEqual({ status: 404, code: 'not-found' });
    expect(await post(`no-${world.slug}`, outsider)).toEqual({ status: 404, code: 'not-found' });
    expect(await post(world.slug)).toEqual({ status: 401, code: 'unauthenticated' });
    for (const origin of [null, 'https://evil.example']) {
      const led = await post(world.slug, cookies.admin, origin);
      expect([origin, led]).toEqual([origin, { status: 403, code: 'cross-site' }]);
    }
  });
}

test('the doors of one’s own account open to nobody who is signed out', async ({ request }) => {
  for (const action of actions.filter(({ door }) => accountDoors.includes(door))) {
    const { outcome, response } = await call(request, action, [idle, nonsense]);
    expect([action.door, outcome]).toEqual([action.door, 'unauthenticated']);
    expect(response.headers()['set-cookie']).toBeUndefined();
  }
});

for (const door of accountRoutes) {
  const address = addressOf(door);
  test(`${address}: is downloaded by whoever is signed in, and by nobody whom another site led here`, async ({
    request,
  }) => {
    const get = async (cookie?: string, site = 'same-origin') => {
      const headers = { 'sec-fetch-site': site, ...(cookie !== undefined && { cookie }) };
      return request.get(address, { headers, maxRedirects: 0 });
    };
    const own = await get(cookies['read-only']);
    expect(own.status()).toBe(200);
    expect(own.headers()['cache-control']).toBe('no-store');
    expect((await get()).status()).toBe(401);
    expect((await get(cookies.admin, 'cross-site')).status()).toBe(403);
  });
}

test('no Server Action runs without an origin, or for another site', async ({ request }) => {
  for (const action of actions) {
    const args = action.door in orgDoors ? [world.slug, idle, {}] : [idle, {}];
    for (const origin of [null, 'null', 'https://evil.example', 'http://localhost:1']) {
      const { outcome, response } = await call(request, action, args, {
        origin,
        cookie: cookies.admin,
      });
      expect([action.door, origin, outcome]).toEqual([
        action.door,
        origin,
        expect.stringMatching(/^(cross-site|HTTP [45]\d\d)$/),
      ]);
      expect(response.headers()['set-cookie']).toBeUndefined();
    }
  }
});

test('every page of an organization sends a visitor to sign-in, and tells an outsider nothing', async ({
  request,
}) => {
  const pages = builtPages().filter((page) => page.startsWith('/orgs/[orgSlug]'));
  expect(pages.length).toBeGreaterThan(4);
  for (const page of pages) {
    const address = (slug: string) => page.replace('[orgSlug]', slug).replace(/\[[.\w]+\]/, keyId);
    const visitor = await request.get(address(world.slug), { maxRedirects: 0 });
    expect([page, visitor.status()]).toEqual([page, 307]);
    expect(visitor.headers().location).toMatch(/^\/sign-in\?next=/);
    const stranger = await request.get(address(world.slug), { headers: { cookie: outsider } });
    expect([page, stranger.status()]).toEqual([page, 404]);
    const text = await stranger.text();
    for (const secret of [world.name, world.groupId, world.organizationId, 'Walled key']) {
      expect([page, text.includes(secret)]).toEqual([page, false]);
    }
  }
});

test('a sign-in whose second factor is due opens nothing: no page, no action, no route', async ({
  request,
}) => {
  const stage = readStage();
  const { people, slug } = await createWorld(stage, 'Half Way Works');
  await turnOnMfa(stage, people.admin);
  const token = await beginSignIn(stage, people.admin);
  // As its own cookie, and as what an attacker would try it for.
  const cookie = `${challengeCookie}=${token}; ${sessionCookie}=${token}`;

  for (const page of builtPages().filter((each) => /^\/(orgs|account|welcome)/.test(each))) {
    const address = page.replace('[orgSlug]', slug).replace(/\[[.\w]+\]/, keyId);
    const response = await request.get(address, { headers: { cookie }, maxRedirects: 0 });
    expect([page, response.status()]).toEqual([page, 307]);
    expect(response.headers().location).toMatch(/^\/sign-in\?next=/);
  }
  for (const action of actions.filter(({ door }) => !publicActions.includes(door))) {
    const args = action.door in orgDoors ? [slug, idle, nonsense] : [idle, nonsense];
    const { outcome, response } = await call(request, action, args, { cookie });
    expect([action.door, outcome]).toEqual([action.door, 'unauthenticated']);
    expect(response.headers()['set-cookie']).toBeUndefined();
  }
  for (const door of [...orgRoutes.map(([each]) => each), ...accountRoutes]) {
    const response = await request.get(addressOf(door).replace('[orgSlug]', slug), {
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      maxRedirects: 0,
    });
    expect([door, response.status()]).toEqual([door, 401]);
  }
  const due = await request.get('/sign-in/mfa', { headers: { cookie }, maxRedirects: 0 });
  expect(due.status()).toBe(200);
});
