import { timeInWords } from '@/lib/accounts/time-in-words';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import { addSeconds } from '@/lib/platform/clock';
import type { SystemSql } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { deviceInWords } from '@/lib/sessions/device';
import { endedSessionsKeptSeconds, methodNames } from '@/lib/sessions/model';
import { createNotMeLink } from './create-not-me-link';
import { newDeviceMailsPerDay, notMeLifetimeSeconds, type ProvedPerson } from './model';
import { selectNewDeviceFacts } from './repository';

const day = 24 * 60 * 60;

type NewDevice = { person: ProvedPerson; method: string; request: RequestContext };

/**
 * Tells a person of a sign-in from a browser that their account does not know, with a link that shuts its user out
 * again. Not of the first sign-in of a new account, and only so often a day: whoever knows the password must not be able
 * to fill the mailbox with it. Before the session is opened, in its transaction.
 */
export async function mailNewDevice(
  deps: Pick<Deps, 'clock' | 'ids' | 'random' | 'vault' | 'config'>,
  sql: SystemSql,
  { person, method, request }: NewDevice,
): Promise<void> {
  const now = deps.clock.now();
  const facts = await selectNewDeviceFacts(sql, person.id, {
    sessionsKeptSince: addSeconds(now, -endedSessionsKeptSeconds),
    mailedSince: addSeconds(now, -day),
  });
  if (facts === null || !facts.hasSignedInBefore || facts.mails >= newDeviceMailsPerDay) return;
  const link = await createNotMeLink(deps, sql, person.id);
  await enqueueMail(deps, sql, person.email, {
    template: 'new-device',
    name: person.name,
    at: timeInWords(now, facts.timeZone),
    device: deviceInWords(request.userAgent),
    ip: request.ip ?? 'Unknown',
    method: methodNames[method] ?? method,
    link,
    expiresInDays: notMeLifetimeSeconds / day,
    isLastOfDay: facts.mails === newDeviceMailsPerDay - 1,
  });
}
