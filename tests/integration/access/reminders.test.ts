import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adviseOnReminder } from '@/lib/access/advise-on-reminder';
import { listCompliance } from '@/lib/access/list-compliance';
import { previewReminders } from '@/lib/access/preview-reminders';
import { remindMember } from '@/lib/access/remind-member';
import { remindMembers } from '@/lib/access/remind-members';
import { listComplianceSchema } from '@/lib/access/schema';
import { importTasks } from '@/lib/invite-imports/jobs';
import { batchTask } from '@/lib/notices/enqueue-batch';
import type { OutgoingMail } from '@/lib/platform/mail-transport';
import { accessOf } from '@/tests/support/access';
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
let acme: Tenant;
let access: ReturnType<typeof accessOf>;
beforeAll(async () => {
  world = await createWorld();
  access = accessOf(world);
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  await access.giveApp(acme.people.admin);
  await access.demand(acme, { mfaGraceDays: 7 });
});
afterAll(() => world.close());

const grant = (tenant = acme) => tenant.grant('admin', 'member.remind');
const remind = ({ userId }: Person, tenant = acme) =>
  remindMember(world.deps, grant(tenant), { userId });
const remindAll = (tenant = acme) => remindMembers(world.deps, grant(tenant));
const preview = () => previewReminders(world.deps, grant());
const remindersOf = async (person: Person) =>
  (await mailsOf(world, person)).filter(({ template }) => template === 'access-reminder');
const events = async () =>
  (await auditOf(world, acme.organizationId)).filter(({ action }) => action === 'member.reminded');

test.each(rolesThatLack('member.remind'))('a %s is turned away', (role) => {
  expect(isTurnedAway(acme, role, 'member.remind')).toBe(true);
});

describe('a reminder to one member', () => {
  test('says in a mail what is asked, by when and where, and is told in the log', async () => {
    const { admin, developer } = acme.people;
    expect(await remind(developer)).toEqual({ name: 'Devon Developer' });
    const dueAt = new Date(world.deps.clock.now().getTime() + 7 * 86_400_000);
    const [mail, ...more] = await remindersOf(developer);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      organization: 'Acme',
      by: 'Adele Admin',
      bySso: false,
      link: `${world.deps.config.appUrl}/account/security`,
      debts: [{ kind: 'second-factor', isOverdue: false }],
    });
    expect(JSON.stringify(mail)).toContain(String(dueAt.getUTCFullYear()));
    expect(await events()).toMatchObject([
      {
        actor_id: admin.userId,
        target_id: developer.userId,
        after: { owes: ['Second factor'] },
      },
    ]);
    const { items } = await listCompliance(
      world.deps,
      acme.grant('admin', 'member.read-sign-in'),
      listComplianceSchema.parse({ search: 'devon' }),
    );
    expect(items).toMatchObject([{ remindedAt: world.deps.clock.now(), mayBeReminded: false }]);
  });

  test('leads to single sign-on where that is all there is to do', async () => {
    const { developer } = acme.people;
    await access.connect(acme);
    await access.moveTo(developer, `${acme.slug}.example`);
    await access.requireSso(acme, `${acme.slug}.example`);
    await remind(developer);
    expect(await remindersOf(developer)).toMatchObject([
      {
        bySso: true,
        link: `${world.deps.config.appUrl}/sign-in/sso`,
        debts: [{ kind: 'single-sign-on', domain: `${acme.slug}.example` }],
      },
    ]);
  });

  test('goes once a day, whoever asks', async () => {
    const { developer } = acme.people;
    await remind(developer);
    const refused = await refusalOf(remind(developer));
    expect([refused.code, refused.publicMessage]).toEqual([
      'conflict',
      'Devon Developer was reminded within a day. Nobody is reminded more often.',
    ]);
    world.deps.clock.moveBySeconds(86_399);
    expect(await codeOf(remind(developer))).toBe('conflict');
    world.deps.clock.moveBySeconds(1);
    await remind(developer);
    expect(await remindersOf(developer)).toHaveLength(2);
    expect(await events()).toHaveLength(2);
  });

  test('is refused for who owes nothing, and for whoever is in another organization or none', async () => {
    const globex = await world.tenant('Globex');
    await access.demand(globex, { mfaGraceDays: 0 });
    const nothing = await refusalOf(remind(acme.people.admin));
    expect([nothing.code, nothing.publicMessage]).toEqual([
      'conflict',
      'Adele Admin owes nothing any more.',
    ]);
    expect(await codeOf(remind(globex.people.developer))).toBe('not-found');
    expect(await codeOf(remind(await world.person()))).toBe('not-found');
    expect(await remindersOf(globex.people.developer)).toEqual([]);
    expect(await events()).toEqual([]);
  });

  test('is not sent by an Admin who is none any more', async () => {
    const asAdmin = grant();
    await world.owner.query(`UPDATE memberships SET role = 'admin' WHERE user_id = $1`, [
      acme.people.developer.userId,
    ]);
    await world.owner.query(`UPDATE memberships SET role = 'read-only' WHERE user_id = $1`, [
      acme.people.admin.userId,
    ]);
    const { userId } = acme.people['read-only'];
    expect(await codeOf(remindMember(world.deps, asAdmin, { userId }))).toBe('forbidden');
    expect(await codeOf(remindMembers(world.deps, asAdmin))).toBe('forbidden');
  });

  test('without its event is none', async () => {
    const { developer } = acme.people;
    await withoutAudit(world, async () => {
      await expect(remind(developer)).rejects.toThrow();
      await expect(remindAll()).rejects.toThrow();
    });
    expect(await remindersOf(developer)).toEqual([]);
    expect(await preview()).toEqual({ owing: 3, toRemind: 3 });
  });
});

describe('a reminder to all', () => {
  test('goes to those who owe something and were not reminded within a day, as the dialog said', async () => {
    const { admin, developer, 'read-only': reader, 'billing-manager': manager } = acme.people;
    await remind(developer);
    expect(await preview()).toEqual({ owing: 3, toRemind: 2 });
    expect(await remindAll()).toEqual({ reminded: 2 });
    for (const person of [developer, reader, manager]) {
      expect(await remindersOf(person)).toHaveLength(1);
    }
    expect(await remindersOf(admin)).toEqual([]);
    expect((await events()).map(({ target_id }) => target_id).sort()).toEqual(
      [developer, reader, manager].map(({ userId }) => userId).sort(),
    );
    expect(await preview()).toEqual({ owing: 3, toRemind: 0 });
    expect(await remindAll()).toEqual({ reminded: 0 });
  });

  test('by two Admins at once goes once', async () => {
    const both = await Promise.all([remindAll(), remindAll(), codeOrName(acme.people.developer)]);
    expect(both[0].reminded + both[1].reminded + (both[2] === 'Devon Developer' ? 1 : 0)).toBe(3);
    expect(await events()).toHaveLength(3);
    for (const role of ['developer', 'read-only', 'billing-manager'] as const) {
      expect(await remindersOf(acme.people[role])).toHaveLength(1);
    }
  });

  const codeOrName = async (person: Person) => {
    try {
      return (await remind(person)).name;
    } catch {
      return 'refused';
    }
  };

  test('does not begin in an organization that is not active', async () => {
    const { organizationId } = acme;
    await world.owner.query(`UPDATE organizations SET status = 'suspended' WHERE id = $1`, [
      organizationId,
    ]);
    expect(await codeOf(remindAll())).toBe('conflict');
    await world.owner.query(`UPDATE organizations SET status = 'active' WHERE id = $1`, [
      organizationId,
    ]);
    expect(await remindAll()).toEqual({ reminded: 3 });
  });

  test('leaves at the pace of invitations, and not to who is a member no more', async () => {
    await world.owner.query('DELETE FROM outbox_mails');
    await remindAll();
    const gone = acme.people.developer;
    await world.owner.query('DELETE FROM memberships WHERE user_id = $1', [gone.userId]);
    const taken: OutgoingMail[] = [];
    const sendLot = async (invitationMailsPerMinute: number) => {
      const tasks = importTasks(
        {
          ...world.deps,
          config: { ...world.deps.config, invitationMailsPerMinute },
          renderMail: (mail) => Promise.resolve({ subject: mail.template, html: '', text: '' }),
          transport: {
            send: (mail) => Promise.resolve(void taken.push(mail)),
            close: () => undefined,
          },
          sayOnTerminal: () => undefined,
        },
        { 'access-reminder': adviseOnReminder },
      );
      await tasks[batchTask]();
    };
    for (let lot = 0; lot < 4; lot += 1) {
      await sendLot(12);
      expect(taken.length).toBeLessThanOrEqual(lot + 1);
    }
    expect(taken.map(({ to }) => to).sort()).toEqual(
      [acme.people['read-only'].email, acme.people['billing-manager'].email].sort(),
    );
    const { rows } = await world.owner.query('SELECT 1 FROM outbox_mails WHERE sent_at IS NULL');
    expect(rows).toEqual([]);
  });
});
