import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importTasks } from '@/lib/invite-imports/jobs';
import { resendInvitation } from '@/lib/invites/resend-invitation';
import { restoreInvitation, revokeInvitation } from '@/lib/invites/revoke-invitation';
import { batchTask } from '@/lib/notices/enqueue-batch';
import { retrySeconds } from '@/lib/notices/send-batch';
import type { OutgoingMail } from '@/lib/platform/mail-transport';
import { addresses, importsOf } from '@/tests/support/imports';
import { createWorld, type Tenant, type World } from '@/tests/support/tenants';

let world: World;
let acme: Tenant;
let imports: ReturnType<typeof importsOf>;
let prefix = 0;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  acme = await world.tenant('Acme');
  imports = importsOf(world, acme);
  prefix += 1;
  await world.owner.query('DELETE FROM outbox_mails; DELETE FROM graphile_worker._private_jobs');
});
afterAll(() => world.close());

const list = (count: number) => addresses(count, `mail-${prefix}`);

/** A mail server of the test's own: what it took, and what it answers. */
function server(answer: (mail: OutgoingMail) => Promise<void> = () => Promise.resolve()) {
  const taken: OutgoingMail[] = [];
  const send = async (mail: OutgoingMail) => {
    await answer(mail);
    taken.push(mail);
  };
  return { taken, transport: { send, close: () => undefined } };
}

async function sendLot(
  { transport }: ReturnType<typeof server>,
  mailsPerMinute = 300,
): Promise<void> {
  const tasks = importTasks({
    ...world.deps,
    config: { ...world.deps.config, invitationMailsPerMinute: mailsPerMinute },
    renderMail: (mail) => Promise.resolve({ subject: mail.template, html: '', text: '' }),
    transport,
    sayOnTerminal: () => undefined,
  });
  await tasks[batchTask]();
}

/** The one call that is to come, with how many seconds away it is. */
async function nextCall(): Promise<number[]> {
  const { rows } = await world.owner.query<{ run_at: Date }>(
    'SELECT j.run_at FROM graphile_worker.jobs j WHERE task_identifier = $1',
    [batchTask],
  );
  return rows.map(({ run_at }) => (run_at.getTime() - world.deps.clock.now().getTime()) / 1000);
}
const idOf = async (email: string) => {
  const { rows } = await world.owner.query<{ id: string }>(
    'SELECT id FROM invitations WHERE email = $1 ORDER BY created_at DESC LIMIT 1',
    [email],
  );
  return rows[0]!.id;
};
const refusing = (responseCode: number) => () =>
  Promise.reject(Object.assign(new Error('refused'), { responseCode, command: 'RCPT TO' }));

test('mails leave in lots of five seconds, no more in a minute than the setting says', async () => {
  const importId = await imports.invite(list(40));
  const smtp = server();
  await sendLot(smtp, 60);
  expect(smtp.taken).toHaveLength(5);
  expect(await nextCall()).toEqual([5]);
  for (let lot = 1; lot < 12; lot += 1) {
    world.deps.clock.moveBySeconds(1);
    await sendLot(smtp, 30);
  }
  expect(smtp.taken).toHaveLength(30);
  expect((await imports.get(importId)).mails).toEqual({ all: 40, sent: 30, failed: 0 });
  world.deps.clock.moveBySeconds(61);
  for (let lot = 0; lot < 4; lot += 1) await sendLot(smtp, 30);
  expect(new Set(smtp.taken.map(({ to }) => to)).size).toBe(40);
  expect(smtp.taken).toHaveLength(40);
});

test('of two workers one sends, and the other comes again', async () => {
  await imports.invite(list(10));
  let mostAtOnce = 0;
  let now = 0;
  const smtp = server(async () => {
    now += 1;
    mostAtOnce = Math.max(mostAtOnce, now);
    await new Promise((resolve) => setTimeout(resolve, 20));
    now -= 1;
  });
  await Promise.all([sendLot(smtp), sendLot(smtp), sendLot(smtp)]);
  expect([mostAtOnce, smtp.taken.length]).toEqual([1, 10]);
});

test('while the server is lost nothing is lost, and one mail is tried every half minute', async () => {
  const importId = await imports.invite(list(10));
  const lost = server(() =>
    Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
  );
  await sendLot(lost);
  expect(await nextCall()).toEqual([30]);
  expect((await imports.mails(importId)).map(({ attempts }) => attempts).sort()).toEqual([
    ...Array<number>(9).fill(0),
    1,
  ]);
  world.deps.clock.moveBySeconds(30);
  const back = server();
  await sendLot(back);
  expect(back.taken).toHaveLength(10);
  expect(await imports.get(importId)).toMatchObject({
    status: 'done',
    mails: { all: 10, sent: 10 },
  });
});

test('a mail that is refused for now waits longer each time and holds up no other; for good, it is given up', async () => {
  const importId = await imports.invite(list(3));
  const [stubborn, hopeless] = await imports.mails(importId);
  const smtp = server((mail) => {
    if (mail.to === stubborn!.recipient) return refusing(451)();
    return mail.to === hopeless!.recipient ? refusing(550)() : Promise.resolve();
  });
  await sendLot(smtp);
  expect(smtp.taken).toHaveLength(1);
  expect((await imports.get(importId)).mails).toEqual({ all: 3, sent: 1, failed: 1 });
  expect(await nextCall()).toEqual([30]);
  world.deps.clock.moveBySeconds(30);
  await sendLot(smtp);
  expect(await nextCall()).toEqual([60]);
  expect([0, 3, 25].map(retrySeconds)).toEqual([30, 240, 3600]);
  const patient = server();
  world.deps.clock.moveBySeconds(60);
  await sendLot(patient);
  expect(patient.taken.map(({ messageId }) => messageId)).toEqual([stubborn!.message_id]);
});

test('what ended meanwhile is mailed to nobody; what was revoked waits until that is final', async () => {
  const importId = await imports.invite(list(3));
  const [accepted, revoked, restored] = await imports.mails(importId);
  const grant = await imports.grant('invitation.revoke');
  await world.owner.query('UPDATE invitations SET accepted_at = now() WHERE id = $1', [
    accepted!.id,
  ]);
  for (const mail of [revoked, restored]) {
    await revokeInvitation(world.deps, grant, { invitationId: mail!.id });
  }
  const smtp = server();
  await sendLot(smtp);
  expect(smtp.taken).toEqual([]);
  await restoreInvitation(world.deps, grant, { invitationId: restored!.id });
  world.deps.clock.moveBySeconds(600);
  await sendLot(smtp);
  expect(smtp.taken.map(({ to }) => to)).toEqual([restored!.recipient]);
  expect((await imports.get(importId)).mails).toEqual({ all: 1, sent: 1, failed: 0 });
});

test('an invitation that expires before its mail could leave is not mailed', async () => {
  const importId = await imports.invite(list(1), { expiresInDays: '1' });
  world.deps.clock.moveBySeconds(24 * 60 * 60);
  const smtp = server();
  await sendLot(smtp);
  expect([smtp.taken, (await imports.get(importId)).mails.all]).toEqual([[], 0]);
});

test('one address gets ten mails of invitation a day, whichever way it is invited; the next leave later', async () => {
  const email = `mail-${prefix}-1@example.com`;
  await imports.invite(list(1));
  const smtp = server();
  await sendLot(smtp);
  const grant = await imports.grant('invitation.create');
  for (let again = 0; again < 9; again += 1) {
    await resendInvitation(world.deps, grant, { invitationId: await idOf(email) });
  }
  const other = importsOf(world, await world.tenant('Other'));
  const importId = await other.invite(email);
  await sendLot(smtp);
  expect(smtp.taken).toHaveLength(1);
  const [waiting] = await other.mails(importId);
  const seconds = (waiting!.due_at.getTime() - world.deps.clock.now().getTime()) / 1000;
  expect(seconds).toBeGreaterThan(23 * 60 * 60);
});
