import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import type { Role } from '@/lib/authz/permissions';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { departuresOf } from '@/tests/support/departures';
import { insertDomain, makeReady, requireSso } from '@/tests/support/sso-domains';
import {
  codeOf,
  createWorld,
  refusalOf,
  type Person,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

const changeRole = changeRoleWith(keysOfMember, invitationsOfInviter);

let world: World;
let org: Tenant;
let domain: string;
let ready: Person;
let other: Person;
let count = 0;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  org = await world.tenant('Acme');
  domain = `acme-${(count += 1)}.example`;
  await insertDomain(sql, org.organizationId, domain);
  ready = org.people.admin;
  other = await departuresOf(world, org).join('Second Admin', 'admin');
  await prepare(ready);
});
afterAll(() => world.close());

const sql = (text: string, values: unknown[]) => world.owner.query(text, values);
const prepare = ({ userId }: Person) => makeReady(sql, org.organizationId, userId);
const demote = async (who: Person, by: Person, role: Role = 'developer') => {
  const sessionId = await world.sessionOf(by);
  const as = { role: 'admin' as const, teamIds: [], sessionId };
  const grant = org.grantFor(by, as, 'member.update-role');
  return changeRole(world.deps, grant, { userId: who.userId, role });
};

test('the last Admin with emergency access stays one while a domain requires single sign-on', async () => {
  const { remove, leave, members } = departuresOf(world, org);
  for (const act of [
    () => demote(ready, other),
    () => demote(ready, ready),
    () => remove(ready, {}, other),
    () => leave(ready, 'admin'),
  ]) {
    const refusal = await refusalOf(act());
    expect([refusal.code, refusal.publicMessage]).toEqual([
      'conflict',
      expect.stringContaining(`only Admin with emergency access, and ${domain} requires`),
    ]);
  }
  expect((await members())[ready.name]).toBe('admin');
});

test('goes where another is ready, or nobody is, and where nothing is required', async () => {
  await requireSso(sql, domain, false);
  await demote(ready, other);
  await demote(ready, other, 'admin');
  await requireSso(sql, domain);
  await demote(other, ready);
  await demote(other, ready, 'admin');
  await prepare(other);
  await demote(ready, other);
  await demote(ready, other, 'admin');
  await sql('UPDATE break_glass_codes SET used_at = now() WHERE organization_id = $1', [
    org.organizationId,
  ]);
  await demote(ready, other);
});

test('of two ready Admins who demote each other at the same moment one stays', async () => {
  await prepare(other);
  const spare = await departuresOf(world, org).join('Third Admin', 'admin');
  const outcomes = await Promise.allSettled([demote(ready, spare), demote(other, spare)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(await codeOf(Promise.reject(refused.reason as Error))).toBe('conflict');
});
