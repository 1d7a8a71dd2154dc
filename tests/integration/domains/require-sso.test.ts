import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keysUnderPolicy } from '@/lib/api-keys/keys-under-policy';
import { createCode } from '@/lib/break-glass/create-code';
import {
  isEmergencyAccessLacking,
  listEmergencyAdmins,
} from '@/lib/break-glass/list-emergency-admins';
import { removeCode } from '@/lib/break-glass/remove-code';
import { checkDueDomains } from '@/lib/domains/check-due-domains';
import type { Permission } from '@/lib/authz/permissions';
import { graceSeconds, type Domain } from '@/lib/domains/model';
import { removeDomain } from '@/lib/domains/remove-domain';
import { findSsoReadiness } from '@/lib/domains/sso-readiness';
import { updateJoinMode } from '@/lib/domains/update-join-mode';
import { previewSsoRequirement, updateSsoRequirement } from '@/lib/domains/update-sso-requirement';
import { openSession } from '@/lib/sessions/open-session';
import { asSystem } from '@/lib/platform/db';
import { previewPolicySchema } from '@/lib/policy/schema';
import { previewPolicyWith } from '@/lib/policy/preview-policy';
import { signInMethods } from '@/lib/sessions/model';
import { testRequest } from '@/tests/support/deps';
import { startDnsServer, type DnsServer } from '@/tests/support/dns-server';
import { domainsOf } from '@/tests/support/domains';
import { insertActiveConnection } from '@/tests/support/sso-domains';
import { mailsOf } from '@/tests/support/tenant-mails';
import {
  auditOf,
  codeOf,
  createWorld,
  isTurnedAway,
  refusalOf,
  rolesThatLack,
  withoutAudit,
  type Person,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

let world: World;
let server: DnsServer;
let domains: ReturnType<typeof domainsOf>;
let acme: Tenant;
let domain: Domain;
let count = 0;

beforeAll(async () => {
  world = await createWorld();
  server = await startDnsServer();
  domains = domainsOf(world, server);
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  domain = await domains.verified(acme, `acme-${(count += 1)}.example`);
});
afterAll(async () => {
  await world.close();
  await server.stop();
});

const sql = (text: string, values: unknown[]) => world.owner.query(text, values);
async function grant<P extends Permission>(permission: P, who = acme.people.admin, tenant = acme) {
  const sessionId = await world.sessionOf(who);
  return tenant.grantFor(who, { role: 'admin', teamIds: [], sessionId }, permission);
}
const givePassword = ({ userId }: Person) =>
  sql(`UPDATE users SET password_hash = 'some hash' WHERE id = $1`, [userId]);
const giveApp = ({ userId }: Person) =>
  sql(
    `INSERT INTO totp_factors (id, user_id, secret_sealed, key_id, last_step, created_at) VALUES ($1, $2, '\\x00', 'k', 0, now())`,
    [world.deps.ids.next(), userId],
  );
const takeApp = ({ userId }: Person) =>
  sql('DELETE FROM totp_factors WHERE user_id = $1', [userId]);
const moveTo = ({ userId }: Person, at: string) =>
  sql('UPDATE users SET email = $2 WHERE id = $1', [userId, `person-${userId}@${at}`]);
const promote = ({ userId }: Person) =>
  sql(`UPDATE memberships SET role = 'admin' WHERE user_id = $1`, [userId]);
async function makeReady(person = acme.people.admin, tenant = acme) {
  await givePassword(person);
  await giveApp(person);
  return createCode(world.deps, await grant('sso.update', person, tenant));
}
async function prepare(tenant = acme) {
  await insertActiveConnection(sql, tenant.organizationId);
  await makeReady(tenant.people.admin, tenant);
}
const update = async (requiresSso: boolean, { id } = domain, tenant = acme) =>
  updateSsoRequirement(world.deps, await grant('sso.update', tenant.people.admin, tenant), {
    domainId: id,
    requiresSso,
  });
const saved = async () => (await domains.find(acme, domain.id)).requiresSso;
const events = async (...actions: string[]) =>
  (await auditOf(world, acme.organizationId)).filter(({ action }) => actions.includes(action));
const tell = async () =>
  (await events('domain.sso-required', 'domain.sso-no-longer-required')).map(
    ({ action, target_label, after }) => [action, target_label, after],
  );

describe('requiring single sign-on for a domain', () => {
  test('holds from then on and ends as it began; the log tells both, once each', async () => {
    await prepare();
    await update(true);
    await update(true);
    expect(await saved()).toBe(true);
    await update(false);
    expect(await saved()).toBe(false);
    expect(await tell()).toEqual([
      ['domain.sso-required', domain.domain, null],
      ['domain.sso-no-longer-required', domain.domain, null],
    ]);
  });

  test('takes an active connection, a policy that allows it, and an Admin with emergency access, and says what is missing', async () => {
    const readiness = async () => findSsoReadiness(world.deps, await grant('sso.update'));
    const missing = async () => {
      const refusal = await refusalOf(update(true));
      expect(refusal.code).toBe('conflict');
      expect(await codeOf(preview())).toBe('conflict');
      return refusal.publicMessage;
    };
    const preview = async () =>
      previewSsoRequirement(world.deps, await grant('sso.update'), { domainId: domain.id });
    expect(await missing()).toMatch(/^No connection is active/);
    await insertActiveConnection(sql, acme.organizationId);
    await sql(
      `INSERT INTO organization_policies (organization_id, allowed_methods, updated_at) VALUES ($1, '{password}', now())`,
      [acme.organizationId],
    );
    expect(await missing()).toMatch(/^The security policy does not allow/);
    await sql(
      `UPDATE organization_policies SET allowed_methods = '{password,saml}' WHERE organization_id = $1`,
      [acme.organizationId],
    );
    expect(await missing()).toMatch(/^No Admin could get in/);
    expect(await readiness()).toEqual({
      hasConnection: true,
      isAllowed: true,
      hasEmergencyAccess: false,
    });
    await makeReady();
    await takeApp(acme.people.admin);
    expect(await missing()).toMatch(/^No Admin could get in/);
    await giveApp(acme.people.admin);
    await sql('UPDATE break_glass_codes SET used_at = now() WHERE organization_id = $1', [
      acme.organizationId,
    ]);
    expect(await missing()).toMatch(/^No Admin could get in/);
    await createCode(world.deps, await grant('sso.update'));
    await update(true);
    expect(await saved()).toBe(true);
  });

  test('takes a verified domain, and of one’s own organization', async () => {
    await prepare();
    const waiting = await domains.add(acme, `waiting-${count}.example`);
    expect((await refusalOf(update(true, waiting))).publicMessage).toMatch(/is not verified/);
    const globex = await world.tenant('Globex');
    await prepare(globex);
    expect(await codeOf(update(true, domain, globex))).toBe('not-found');
    expect(await codeOf(update(false, domain, globex))).toBe('not-found');
  });

  test('takes a fresh proof, and is for Admins', async () => {
    await prepare();
    const stale = acme.grant('admin', 'sso.update');
    const ask = updateSsoRequirement(world.deps, stale, { domainId: domain.id, requiresSso: true });
    expect(await codeOf(ask)).toBe('reauthentication-required');
    for (const role of rolesThatLack('sso.update')) {
      expect(isTurnedAway(acme, role, 'sso.update')).toBe(true);
    }
  });

  test('is refused to whoever lost the right while they waited', async () => {
    await prepare();
    const asked = await grant('sso.update');
    await promote(acme.people.developer);
    await sql(`UPDATE memberships SET role = 'developer' WHERE user_id = $1`, [
      acme.people.admin.userId,
    ]);
    const ask = updateSsoRequirement(world.deps, asked, { domainId: domain.id, requiresSso: true });
    expect(await codeOf(ask)).toBe('forbidden');
  });

  test('is not there without its event', async () => {
    await prepare();
    await withoutAudit(world, () => expect(update(true)).rejects.toThrow());
    expect(await saved()).toBe(false);
  });

  test('shows first whom it concerns: who has an address there, and came another way', async () => {
    await prepare();
    const { admin, developer, 'read-only': reader } = acme.people;
    for (const person of [admin, developer, reader]) await moveTo(person, domain.domain);
    const asked = await grant('sso.update');
    await world.sessionOf(developer);
    await asSystem(world.deps.db, 'sign-in', (tx) =>
      openSession(world.deps, tx, {
        userId: reader.userId,
        method: 'break-glass+totp',
        request: testRequest(),
        previousToken: null,
      }),
    );
    const shown = await previewSsoRequirement(world.deps, asked, { domainId: domain.id });
    expect(shown).toEqual({
      members: 3,
      signedInOtherwise: {
        count: 2,
        names: ['Adele Admin', 'Devon Developer'],
        isOneOfThem: true,
      },
    });
    expect(await saved()).toBe(false);
  });

  test('ends with the domain, in the same transaction', async () => {
    await prepare();
    await update(true);
    const asked = await grant('domain.update');
    await withoutAudit(world, () =>
      expect(removeDomain(world.deps, asked, { domainId: domain.id })).rejects.toThrow(),
    );
    expect(await saved()).toBe(true);
    await removeDomain(world.deps, asked, { domainId: domain.id });
    expect((await tell()).at(-1)).toEqual([
      'domain.sso-no-longer-required',
      domain.domain,
      { because: 'the domain was removed' },
    ]);
  });

  test('ends where the domain lapses, and the mails say so', async () => {
    await prepare();
    await update(true);
    domains.unpublish(domain);
    for (let at = 0; at < 12; at += 1) {
      world.deps.clock.moveBySeconds(graceSeconds / 7);
      await checkDueDomains(domains.deps);
    }
    const lapsed = await domains.find(acme, domain.id);
    expect(lapsed).toMatchObject({ verifiedAt: null, requiresSso: false });
    expect((await tell()).at(-1)).toEqual([
      'domain.sso-no-longer-required',
      domain.domain,
      { because: 'the domain is no longer verified' },
    ]);
    const mails = (await mailsOf(world, acme.people.admin)).filter(
      (mail) => mail.template === 'domain-record' && mail.domain === domain.domain,
    );
    expect(mails).toMatchObject([
      { change: 'failing', requiresSso: true },
      { change: 'lapsed', requiresSso: true },
    ]);
    // The database says the same to whatever forgets.
    await expect(
      sql('UPDATE organization_domains SET requires_sso = true WHERE id = $1', [domain.id]),
    ).rejects.toThrow(/organization_domains_sso_is_verified/);
  });

  test('keeps single sign-on among what the policy allows', async () => {
    await prepare();
    await update(true);
    const preview = async (allowedMethods: readonly string[]) =>
      previewPolicyWith(keysUnderPolicy)(
        world.deps,
        await grant('policy.update'),
        previewPolicySchema.parse({ allowedMethods: [...allowedMethods] }),
      );
    const refusal = await refusalOf(preview(['password']));
    expect(refusal.fieldErrors['allowedMethods']?.[0]).toMatch(/requires single sign-on/);
    await preview(['password', 'saml']);
    await preview(signInMethods);
    await update(false);
    await preview(['password']);
  });
});

describe('a first single sign-on that makes members', () => {
  test('is a third choice of joining', async () => {
    const input = { domainId: domain.id, joinMode: 'provision', joinRole: 'read-only' } as const;
    await updateJoinMode(world.deps, await grant('domain.update'), input);
    expect(await domains.find(acme, domain.id)).toMatchObject({ joinMode: 'provision' });
  });
});

describe('a break-glass code', () => {
  const list = async () =>
    (await listEmergencyAdmins(world.deps, await grant('sso.update'))).admins.map(
      ({ name, hasPassword, hasSecondFactor, madeAt, usedAt, isReady }) => ({
        name,
        hasPassword,
        hasSecondFactor,
        has: madeAt !== null,
        isUsed: usedAt !== null,
        isReady,
      }),
    );
  const hashes = async () =>
    (
      await world.owner.query<{ code_hash: Buffer }>(
        'SELECT code_hash FROM break_glass_codes WHERE organization_id = $1',
        [acme.organizationId],
      )
    ).rows.map(({ code_hash }) => code_hash.toString('hex'));

  test('takes a password and a second factor, is shown once, kept as a digest, and replaced by the next', async () => {
    const asked = await grant('sso.update');
    expect((await refusalOf(createCode(world.deps, asked))).publicMessage).toMatch(/a password/);
    await givePassword(acme.people.admin);
    expect((await refusalOf(createCode(world.deps, asked))).publicMessage).toMatch(/two-factor/);
    await giveApp(acme.people.admin);
    const { code } = await createCode(world.deps, asked);
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const [first] = await hashes();
    expect(first).toHaveLength(64);
    await createCode(world.deps, asked);
    const [second, ...more] = await hashes();
    expect(more).toEqual([]);
    expect(second).not.toBe(first);
    expect((await events('break-glass.created')).map(({ after }) => after)).toEqual([
      { replaced: false },
      { replaced: true },
    ]);
  });

  test('takes a fresh proof, and is not there without its event', async () => {
    await givePassword(acme.people.admin);
    await giveApp(acme.people.admin);
    expect(await codeOf(createCode(world.deps, acme.grant('admin', 'sso.update')))).toBe(
      'reauthentication-required',
    );
    const asked = await grant('sso.update');
    await withoutAudit(world, () => expect(createCode(world.deps, asked)).rejects.toThrow());
    expect(await hashes()).toEqual([]);
  });

  test('is listed with what each Admin lacks, of this organization alone', async () => {
    const { admin, developer } = acme.people;
    await promote(developer);
    const globex = await world.tenant('Globex');
    await makeReady(globex.people.admin, globex);
    await makeReady();
    await givePassword(developer);
    const state = { isUsed: false, has: true, hasPassword: true };
    expect(await list()).toEqual([
      { ...state, name: admin.name, hasSecondFactor: true, isReady: true },
      { ...state, name: developer.name, hasSecondFactor: false, has: false, isReady: false },
    ]);
    await takeApp(admin);
    expect((await list())[0]).toMatchObject({ has: true, isReady: false });
  });

  test('is taken away, also from another Admin, but not the last that works while a domain requires single sign-on', async () => {
    const { admin, developer } = acme.people;
    await prepare();
    await promote(developer);
    await makeReady(developer);
    await update(true);
    const remove = async ({ userId }: Person) =>
      removeCode(world.deps, await grant('sso.update'), { userId });
    await remove(developer);
    expect(await codeOf(remove(developer))).toBe('not-found');
    const refusal = await refusalOf(remove(admin));
    expect([refusal.code, refusal.publicMessage]).toEqual([
      'conflict',
      expect.stringContaining('only Admin with emergency access'),
    ]);
    await update(false);
    await remove(admin);
    expect((await events('break-glass.removed')).map(({ target_id }) => target_id)).toEqual([
      developer.userId,
      admin.userId,
    ]);
    const globex = await world.tenant('Globex');
    expect(await codeOf(remove(globex.people.admin))).toBe('not-found');
    const stale = removeCode(world.deps, acme.grant('admin', 'sso.update'), admin);
    expect(await codeOf(stale)).toBe('reauthentication-required');
  });

  test('goes with the membership', async () => {
    await makeReady();
    await promote(acme.people.developer);
    await sql('DELETE FROM memberships WHERE user_id = $1', [acme.people.admin.userId]);
    expect(await hashes()).toEqual([]);
  });

  test('is missed on every page of Admins only while single sign-on is required and nobody is ready', async () => {
    const lacks = async () => isEmergencyAccessLacking(world.deps, await grant('sso.update'));
    expect(await lacks()).toBe(false);
    await prepare();
    await update(true);
    expect(await lacks()).toBe(false);
    await takeApp(acme.people.admin);
    expect(await lacks()).toBe(true);
    await promote(acme.people.developer);
    await makeReady(acme.people.developer);
    expect(await lacks()).toBe(false);
  });
});
