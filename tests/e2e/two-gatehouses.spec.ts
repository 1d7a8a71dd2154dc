import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { mkdtempSync } from 'node:fs';
import pg from 'pg';
import { openSession } from '@/lib/sessions/open-session';
import { asSystem } from '@/lib/platform/db';
import { testRequest, type TestDeps } from '@/tests/support/deps';
import { startGatehouse, type RunningGatehouse } from '@/tests/support/gatehouse';
import { createSso } from '@/tests/support/sso';
import { TEST_APP_SECRET } from '@/tests/support/test-server';
import { authorize } from '@/lib/authz/authorize';
import { readStage } from './support/stage';
import { expect, test } from './support/test';
import {
  createWorld,
  openSessionOf,
  principalOf,
  sessionCookie,
  stageDeps,
  type World,
} from './support/world';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

let world: World;
let deps: TestDeps;
let owner: pg.Client;
/** Of the same installation: one database, one address, behind a proxy on loopback. */
let second: RunningGatehouse;
test.beforeAll(async () => {
  const stage = readStage();
  world = await createWorld(stage, 'Twice Served');
  deps = stageDeps(stage);
  owner = new pg.Client({ connectionString: stage.database.ownerUrl });
  await owner.connect();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-second-'));
  second = await startGatehouse(
    {
      DATABASE_URL: stage.database.ownerUrl,
      APP_SECRET: TEST_APP_SECRET,
      APP_URL: stage.url,
      GATEWAY_TOKENS: stage.gatewayToken,
      GATEHOUSE_DATA_DIR: folder,
      TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
    },
    path.join(folder, 'gatehouse.log'),
  );
});
test.afterAll(async () => {
  await Promise.all([second.stop(), owner.end(), deps.close()]);
});

/** As through a proxy that names the address by which people know both. Answers where it leads, or the status. */
function ask(
  url: string,
  pathname: string,
  { body, ...options }: { method?: string; headers: Record<string, string>; body?: string },
): Promise<string> {
  const headers = { ...options.headers, host: new URL(readStage().url).host };
  return new Promise((resolve, reject) => {
    const request = http.request(`${url}${pathname}`, { ...options, headers }, (response) => {
      response.resume();
      resolve(response.headers.location ?? `${response.statusCode}`);
    });
    request.on('error', reject);
    request.end(body);
  });
}

test('of one response that comes to both at once, twenty times each, one counts', async () => {
  const sessionOf = ({ userId }: { userId: string }) =>
    asSystem(deps.db, 'sign-in', async (tx) => {
      const opening = { userId, method: 'password', request: testRequest(), previousToken: null };
      return (await openSession(deps, tx, opening)).sessionId;
    });
  const tenant = {
    ...world,
    grantFor: <P extends Parameters<typeof authorize>[1]>(
      _: unknown,
      as: { sessionId?: string },
      permission: P,
    ) => authorize({ ...principalOf(world, 'admin'), ...as }, permission),
  };
  const domain = `twice-${process.pid}.example`;
  const sso = await createSso({ deps, owner, sessionOf }, tenant, domain);
  await sso.provision();
  await owner.query('UPDATE saml_connections SET allows_idp_initiated = true WHERE id = $1', [
    sso.connectionId,
  ]);
  const { request } = await sso.begin();
  const response = await sso.answerTo(
    { ...request, id: '' },
    { email: `ada@${domain}` },
    {
      response: { inResponseTo: '' },
      assertion: { confirmation: sso.unaskedConfirmation(request.acsUrl) },
    },
  );
  const body = new URLSearchParams({ SAMLResponse: response }).toString();
  const acs = `/api/sso/saml/${sso.connectionId}/acs`;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const post = (url: string) => ask(url, acs, { method: 'POST', headers: form, body });
  const urls = [readStage().url, second.url];
  const led = await Promise.all(Array.from({ length: 40 }, (_, index) => post(urls[index % 2]!)));
  expect(led.filter((location) => location.startsWith('/sign-in/sso/confirm?'))).toHaveLength(1);
  expect(new Set(led.filter((location) => !location.startsWith('/sign-in/sso/')))).toEqual(
    new Set(['/sign-in?notice=sso-failed']),
  );
});

test('the address of a client is what the trusted proxy says, and nothing that the client says', async () => {
  await owner.query(
    `INSERT INTO organization_policies (organization_id, console_ip_ranges, console_ip_labels, updated_at)
     VALUES ($1, '{198.51.100.0/24}', '{Office}', now())`,
    [world.organizationId],
  );
  const token = await openSessionOf(readStage(), world.people.admin);
  const open = (url: string, forwardedFor: string) =>
    ask(url, `/orgs/${world.slug}`, {
      headers: { cookie: `${sessionCookie}=${token}`, 'x-forwarded-for': forwardedFor },
    });
  const entry = `/entry/${world.slug}`;
  expect(await open(second.url, '198.51.100.7')).toBe('200');
  // The first is what anybody can write before the proxy adds its own.
  expect(await open(second.url, '198.51.100.7, 203.0.113.9')).toBe(entry);
  expect(await open(second.url, '203.0.113.9, 198.51.100.7')).toBe('200');
  expect(await open(second.url, 'nonsense')).toBe(entry);
  // Nobody in front of the other one is trusted.
  expect(await open(readStage().url, '198.51.100.7')).toBe(entry);
});
