import type { Actor } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { checkRecord } from './check-record';
import { takeDueDomains, type DueDomain } from './due-repository';

/** At a time: each waits for name servers most of its life, and then takes a connection. */
const batchSize = 10;
/** After so many the job makes room for others; the next run goes on. */
const batchesPerRun = 30;
/** When one that was taken is due again, should this process end before it has looked. */
const takenSeconds = 15 * 60;

const checker: Actor = { kind: 'system', id: null, label: 'Gatehouse', sessionMethod: null };
const request = { ip: null, userAgent: null, requestId: 'check-domains' };

/**
 * Looks for the records of all domains whose time has come: those that wait, and those that are verified, once a day.
 * @returns how many it looked at.
 */
export async function checkDueDomains(deps: Deps): Promise<number> {
  let checked = 0;
  for (let batch = 0; batch < batchesPerRun; batch += 1) {
    const now = deps.clock.now();
    const until = addSeconds(now, takenSeconds);
    const due = await asSystem(deps.db, 'check-domains', (tx) =>
      takeDueDomains(tx, { now, until, limit: batchSize }),
    );
    await Promise.all(due.map((domain) => checkOne(deps, domain)));
    checked += due.length;
    if (due.length < batchSize) break;
  }
  return checked;
}

/** One that fails is no reason to leave the others. */
async function checkOne(deps: Deps, { id, organizationId }: DueDomain): Promise<void> {
  try {
    await checkRecord(deps, { organizationId, domainId: id }, { actor: checker, request });
  } catch (error) {
    // Removed meanwhile, or its organization is being deleted.
    if (error instanceof AppError) return;
    deps.log.error({ err: error, domainId: id }, 'a domain could not be checked');
  }
}
