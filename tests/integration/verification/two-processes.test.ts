import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/api-keys/create-api-key';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { enableApiKey } from '@/lib/api-keys/enable-api-key';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import { createApiKeySchema, updateApiKeySchema } from '@/lib/api-keys/schema';
import { updateApiKey } from '@/lib/api-keys/update-api-key';
import { authorizeOperator } from '@/lib/authz/authorize';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { resumeOrganization } from '@/operator/resume-organization';
import { suspendOrganization } from '@/operator/suspend-organization';
import { dataPlaneEnvironment, GATEWAY_TOKEN } from '@/tests/support/data-plane';
import { freePort } from '@/tests/support/gatehouse';
import { eventually } from '@/tests/support/keys';
import { startRole, type RoleProcess } from '@/tests/support/role-process';
import { createWorld, type Tenant, type World } from '@/tests/support/tenants';

const changeRole = changeRoleWith(keysOfMember, invitationsOfInviter);

let world: World;
let acme: Tenant;
const planes: { url: string; role: RoleProcess }[] = [];

beforeAll(async () => {
  world = await createWorld();
  world.deps.clock.moveTo(new Date());
  acme = await world.tenant('Acme');
  await Promise.all(
    [0, 1].map(async () => {
      const port = await freePort();
      const role = await startRole('data-plane', {
        ...dataPlaneEnvironment(world.database),
        PORT: String(port),
      });
      planes.push({ url: `http://127.0.0.1:${port}`, role });
    }),
  );
});

afterAll(async () => {
  await Promise.all(planes.map(({ role }) => role.stop()));
  await world.close();
});

type Key = { keyId: string; secret: string };

async function makeKey(): Promise<Key> {
  const input = createApiKeySchema.parse({
    name: 'Backend',
    environment: 'production',
    teamId: acme.teams.default,
  });
  return createApiKey(world.deps, acme.grant('developer', 'api-key.create'), input);
}

type Answer = { askedAt: number; answeredAt: number; plane: number; code: string };

async function verify(plane: number, { secret }: Key): Promise<Answer> {
  const askedAt = Date.now();
  const response = await fetch(`${planes[plane]!.url}/v1/keys/verify`, {
    method: 'POST',
    headers: { authorization: `Bearer ${GATEWAY_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      key: secret,
      service: 'text',
      model: 'gatehouse-text-1',
      ip: '192.0.2.1',
    }),
  });
  const answer = (await response.json()) as { valid: boolean; code?: string };
  const code = answer.valid ? 'valid' : (answer.code ?? '');
  return { askedAt, answeredAt: Date.now(), plane, code };
}

/**
 * Gateways ask both processes all the time, before a change and after its commit. Gives what each process answered
 * before the change, and what it answered to questions that came later than a second after it.
 */
async function aroundChange(key: Key, change: () => Promise<unknown>) {
  const answers: Answer[] = [];
  let going = true;
  const gateways = Promise.all(
    [0, 0, 0, 1, 1, 1].map(async (plane) => {
      while (going) answers.push(await verify(plane, key));
    }),
  );
  const answersOf = (chosen: (answer: Answer) => boolean) =>
    [0, 1].map((plane) => answers.filter((answer) => answer.plane === plane && chosen(answer)));
  const enough = (chosen: (answer: Answer) => boolean) =>
    eventually(
      () => Promise.resolve(answersOf(chosen).every(({ length }) => length >= 20)),
      20_000,
    );

  await enough(() => true);
  const changedAt = Date.now();
  await change();
  const committedAt = Date.now();
  const isBefore = ({ answeredAt }: Answer) => answeredAt < changedAt;
  const isAfter = ({ askedAt }: Answer) => askedAt > committedAt + 1_000;
  await enough(isAfter);
  going = false;
  await gateways;
  const distinct = (chosen: (answer: Answer) => boolean) =>
    answersOf(chosen).map((given) => [...new Set(given.map(({ code }) => code))]);
  const [before, after] = [distinct(isBefore), distinct(isAfter)];
  return [0, 1].map((plane) => ({ before: before[plane], after: after[plane] }));
}
const onBoth = (before: string, after: string) => [
  { before: [before], after: [after] },
  { before: [before], after: [after] },
];

describe('two data planes on one database see within a second, under load,', () => {
  it('that a key is revoked', async () => {
    const key = await makeKey();
    const change = () => revokeApiKey(world.deps, acme.grant('admin', 'api-key.revoke'), key);
    expect(await aroundChange(key, change)).toEqual(onBoth('valid', 'invalid-key'));
  });

  it('that a key is disabled, and enabled again', async () => {
    const key = await makeKey();
    const disable = () => disableApiKey(world.deps, acme.grant('admin', 'api-key.update'), key);
    expect(await aroundChange(key, disable)).toEqual(onBoth('valid', 'invalid-key'));
    const enable = () => enableApiKey(world.deps, acme.grant('admin', 'api-key.update'), key);
    expect(await aroundChange(key, enable)).toEqual(onBoth('invalid-key', 'valid'));
  });

  it.each([
    ['models', { allowedModels: ['gatehouse-video-1'] }, 'model-not-allowed'],
    ['services', { allowedServices: ['video'] }, 'service-not-allowed'],
    ['IP ranges', { ipRanges: ['198.51.100.0/24'] }, 'ip-not-allowed'],
  ])('that a key got other %s', async (_what, fields, code) => {
    const key = await makeKey();
    const input = updateApiKeySchema.parse({ keyId: key.keyId, ...fields });
    const change = () => updateApiKey(world.deps, acme.grant('admin', 'api-key.update'), input);
    expect(await aroundChange(key, change)).toEqual(onBoth('valid', code));
  });

  it('that the owner of a key lost the role for it', async () => {
    const key = await makeKey();
    const { userId } = acme.people.developer;
    const to = (role: 'read-only' | 'developer') => () =>
      changeRole(world.deps, acme.grant('admin', 'member.update-role'), { userId, role });
    expect(await aroundChange(key, to('read-only'))).toEqual(onBoth('valid', 'invalid-key'));
    expect(await aroundChange(key, to('developer'))).toEqual(onBoth('invalid-key', 'valid'));
  });

  it('that an organization is suspended, and resumed', async () => {
    const key = await makeKey();
    const grant = authorizeOperator('test', 'two-processes');
    const suspend = () => suspendOrganization(world.deps, grant, acme.slug);
    expect(await aroundChange(key, suspend)).toEqual(onBoth('valid', 'organization-inactive'));
    const resume = () => resumeOrganization(world.deps, grant, acme.slug);
    expect(await aroundChange(key, resume)).toEqual(onBoth('organization-inactive', 'valid'));
  });
});
