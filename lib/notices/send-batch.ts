import { addSeconds } from '@/lib/platform/clock';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import { enqueueJob } from '@/lib/platform/jobs';
import { isServerLost } from '@/lib/platform/mail-transport';
import {
  countSentSince,
  deleteUnsent,
  selectDueMails,
  selectNextDue,
  takeBatchLock,
  updateDue,
  updateGivenUp,
  type DueMail,
} from './batch-repository';
import { batchTask } from './enqueue-batch';
import { sendMail, type MailDeps } from './send-mail';

/** Whether a mail of a batch may still leave: now, after so many seconds, or never. */
export type BatchAdvice = 'send' | 'withdraw' | { waitSeconds: number };

export type BatchDeps = MailDeps & {
  /** Mails of batches that may leave in a minute, of all organizations together. */
  mailsPerMinute: number;
  /** Asked right before each mail leaves. */
  adviseOn: (tx: SystemTx, mail: DueMail) => Promise<BatchAdvice>;
};

/** Mails leave in small lots, so that a minute's worth is spread over it. */
const lotSeconds = 5;
/** A lot that takes as long as the slowest server would for a few mails ends there. */
const slowestLotMs = 240_000;
/** After a server that could not be reached. */
const outageSeconds = 30;
/** A mail that the server refuses "for now" this often is given up, after about a day. */
const maxAttempts = 25;

/** In how many seconds a mail is tried again that the server would not take: half a minute, at most an hour. */
export const retrySeconds = (attempts: number): number =>
  Math.min(outageSeconds * 2 ** Math.min(attempts, 7), 60 * 60);

/**
 * Sends the next few mails of batches, one after the other, and wants to be called again while there are more. Only one
 * process does at a time, whatever their number, so that the pace holds; each mail is sent as any other (send-mail.ts).
 */
export async function sendBatchLot(deps: BatchDeps): Promise<void> {
  const began = deps.clock.now();
  await asSystem(
    deps.db,
    'send-mail',
    async (tx) => {
      if (!(await takeBatchLock(tx))) {
        // Whoever sends may have looked for more a moment before there was more.
        await callAgain(tx, addSeconds(began, lotSeconds));
        return;
      }
      const lost = await sendLot(deps, tx, began);
      const next = await selectNextDue(tx);
      if (next === null) return;
      const earliest = addSeconds(began, lost ? outageSeconds : lotSeconds);
      await callAgain(tx, next > earliest ? next : earliest);
    },
    slowestLotMs,
  );
}

const callAgain = (tx: SystemTx, runAt: Date) =>
  enqueueJob(tx, batchTask, {}, { jobKey: batchTask, runAt });

/** @returns whether the server could not be reached. */
async function sendLot(deps: BatchDeps, tx: SystemTx, began: Date): Promise<boolean> {
  const inLastMinute = await countSentSince(tx, addSeconds(began, -60));
  const perLot = Math.ceil((deps.mailsPerMinute * lotSeconds) / 60);
  const allowed = Math.min(perLot, deps.mailsPerMinute - inLastMinute);
  if (allowed <= 0) return false;
  for (const mail of await selectDueMails(tx, began, allowed)) {
    // What a slow server leaves over waits for the next lot, behind whatever else the worker has to do.
    if (deps.clock.now() > addSeconds(began, 2 * lotSeconds)) return false;
    const outcome = await sendOne(deps, tx, mail);
    if (outcome === 'server-lost') return true;
  }
  return false;
}

async function sendOne(
  deps: BatchDeps,
  tx: SystemTx,
  mail: DueMail,
): Promise<'handled' | 'server-lost'> {
  const advice = await deps.adviseOn(tx, mail);
  if (advice === 'withdraw') await change(deps, (own) => deleteUnsent(own, mail.id));
  else if (advice !== 'send') await putOff(deps, mail, advice.waitSeconds);
  else {
    try {
      await sendMail(deps, mail.id);
    } catch (error) {
      return failed(deps, mail, error);
    }
  }
  return 'handled';
}

async function failed(
  deps: BatchDeps,
  mail: DueMail,
  error: unknown,
): Promise<'handled' | 'server-lost'> {
  if (isServerLost(error)) {
    await putOff(deps, mail, outageSeconds);
    return 'server-lost';
  }
  // Only this mail is not wanted now.
  if (mail.attempts + 1 < maxAttempts) await putOff(deps, mail, retrySeconds(mail.attempts));
  else await change(deps, (own) => updateGivenUp(own, mail.id, deps.clock.now()));
  return 'handled';
}

const putOff = (deps: BatchDeps, { id }: DueMail, seconds: number) =>
  change(deps, (own) => updateDue(own, id, addSeconds(deps.clock.now(), seconds)));

/** In a transaction of its own: the one with the lock stays open for as long as a server takes, and writes nothing till then. */
const change = (deps: BatchDeps, work: (own: SystemTx) => Promise<void>) =>
  asSystem(deps.db, 'send-mail', work);
