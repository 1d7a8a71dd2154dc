import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizePerson } from '@/lib/authz/authorize';
import { findSession, type LiveSession } from '@/lib/sessions/find-session';
import { listStepUpMethods, proveAgain } from '@/lib/sign-in/prove-again';
import { testRequest } from '@/tests/support/deps';
import { createSso } from '@/tests/support/sso';
import { codeOf, createWorld, type Tenant, type World } from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let sso: Awaited<ReturnType<typeof createSso>>;
const domain = 'acme.example';
const ada = { email: `ada@${domain}`, name: 'Ada Byron' };
beforeAll(async () => {
  world = await createWorld();
  world.deps.clock.moveTo(new Date());
  acme = await world.tenant('Acme');
  sso = await createSso(world, acme, domain);
});
beforeEach(async () => {
  await sso.reset();
  await sso.memberAt(ada.email);
});
afterAll(() => world.close());

const boundGrantOf = (session: LiveSession) =>
  authorizePerson(
    {
      userId: session.user.id,
      userLabel: session.user.name,
      sessionId: session.sessionId,
      sessionMethod: session.method,
      boundTo: session.boundTo?.organizationId ?? null,
      request: testRequest(),
    },
    { evenIfBound: true },
  );

describe('whoever runs an identity provider', () => {
  test('does not try passwords of a member in sessions of theirs', async () => {
    const { deps } = world;
    const passwordHash = await deps.passwords.hash('a password of her own');
    const session = await sso.enter(ada);
    await world.owner.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
      session.user.id,
      passwordHash,
    ]);
    const grant = boundGrantOf(session);
    expect(await listStepUpMethods(deps, grant)).toEqual([]);
    for (const proof of ['a guess', 'a password of her own']) {
      const guess = proveAgain(deps, grant, { act: 'sso.change', method: 'password', proof });
      expect(await codeOf(guess)).toBe('conflict');
    }
    expect(await findSession(deps, session.token, acme.slug)).not.toBeNull();
  });
});
