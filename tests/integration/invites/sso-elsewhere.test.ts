import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { acceptInvitation, declineInvitation } from '@/lib/invites/accept-invitation';
import { createInvitation } from '@/lib/invites/create-invitation';
import { resendInvitation } from '@/lib/invites/resend-invitation';
import { createInvitationSchema } from '@/lib/invites/schema';
import type { Permission } from '@/lib/authz/permissions';
import { importsOf } from '@/tests/support/imports';
import { insertDomain, requireSso } from '@/tests/support/sso-domains';
import {
  codeOf,
  createWorld,
  refusalOf,
  type Person,
  type Tenant,
  type World,
} from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let globex: Tenant;
let domain: string;
let guest: Person;
let count = 0;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  globex = await world.tenant('Globex');
  domain = `globex-${(count += 1)}.example`;
  await insertDomain(sql, globex.organizationId, domain, { requiresSso: false });
  guest = await world.person('Greta Guest');
  await sql('UPDATE users SET email = $2 WHERE id = $1', [guest.userId, `greta@${domain}`]);
});
afterAll(() => world.close());

const sql = (text: string, values: unknown[]) => world.owner.query(text, values);
const grant = async <P extends Permission>(permission: P, tenant = acme) =>
  tenant.grantFor(
    tenant.people.admin,
    { role: 'admin', teamIds: [], sessionId: await world.sessionOf(tenant.people.admin) },
    permission,
  );
const invite = async (email: string, tenant = acme) =>
  createInvitation(
    world.deps,
    await grant('invitation.create', tenant),
    createInvitationSchema.parse({ email, role: 'developer' }),
  );

test('an address that signs in by the single sign-on of another organization is not invited, by its domain alone', async () => {
  await requireSso(sql, domain);
  const answers = [];
  for (const email of [`greta@${domain}`, `nobody@${domain}`]) {
    const { code, publicMessage, fieldErrors } = await refusalOf(invite(email));
    answers.push({ code, publicMessage, fieldErrors });
  }
  const words = `${domain} signs in by the single sign-on of another organization. Its addresses cannot be invited.`;
  expect(answers[0]).toEqual({
    code: 'conflict',
    publicMessage: words,
    fieldErrors: { email: [words] },
  });
  expect(answers[1]).toEqual(answers[0]);
  await invite(`greta@${domain}`, globex);
  await invite(`greta@sub.${domain}`);
});

test('an invitation that waits is neither sent again nor accepted, but may be declined', async () => {
  const { invitationId } = await invite(`greta@${domain}`);
  await requireSso(sql, domain);
  const resend = resendInvitation(world.deps, await grant('invitation.create'), { invitationId });
  expect(await codeOf(resend)).toBe('conflict');
  const own = world.personGrant(guest);
  const accept = () => acceptInvitation(world.deps, own, { invitationId });
  expect(await codeOf(accept())).toBe('sso-required');
  await requireSso(sql, domain, false);
  expect(await accept()).toEqual({ slug: acme.slug });

  const { invitationId: other } = await invite(`hugo@${domain}`);
  const hugo = await world.person('Hugo');
  await sql('UPDATE users SET email = $2 WHERE id = $1', [hugo.userId, `hugo@${domain}`]);
  await requireSso(sql, domain);
  const declining = { invitationId: other };
  expect(await declineInvitation(world.deps, world.personGrant(hugo), declining)).toEqual({
    slug: acme.slug,
  });
});

test('the invitation of the organization itself is accepted', async () => {
  const { invitationId } = await invite(`greta@${domain}`, globex);
  await requireSso(sql, domain);
  const entered = await acceptInvitation(world.deps, world.personGrant(guest), { invitationId });
  expect(entered).toEqual({ slug: globex.slug });
});

test('a list says so line by line, in the preview and where it came to be so meanwhile', async () => {
  const imports = importsOf(world, acme);
  const list = `email\ngreta@${domain}\nada-${count}@free.example\n`;
  const before = await imports.preview(list);
  await requireSso(sql, domain);
  const after = await imports.preview(list);
  expect(await imports.states(after)).toEqual([`2 sso-elsewhere ${domain}`, '3 ready']);
  await imports.start(before);
  await imports.run(before);
  expect(await imports.states(before)).toEqual([`2 sso-elsewhere ${domain}`, '3 invited']);
  const own = importsOf(world, globex);
  expect(await own.states(await own.preview(list))).toEqual(['2 ready', '3 ready']);
});
