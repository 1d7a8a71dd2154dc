import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { openSession } from '@/lib/sessions/open-session';
import type { BrowserCookies, ProvedPerson, SignInMethod, SignInResult } from './model';
import { rememberDevice } from './remember-device';

type ProvedSignIn = {
  person: ProvedPerson;
  method: SignInMethod;
  request: RequestContext;
  cookies: BrowserCookies;
};

/**
 * The gate after every method: decides what is still due and only then opens a session. No use case opens one
 * elsewhere. Runs in the transaction of the proof, whose caller holds the lock on the person's row.
 */
export async function completeSignIn(
  deps: Pick<Deps, 'clock' | 'ids' | 'random'>,
  tx: SystemTx,
  { person, method, request, cookies }: ProvedSignIn,
): Promise<SignInResult> {
  const deviceToken = await rememberDevice(deps, tx, person.id, cookies.deviceToken);
  const { token } = await openSession(deps, tx, {
    userId: person.id,
    method,
    request,
    previousToken: cookies.sessionToken,
  });
  const label = `${person.name} <${person.email}>`;
  await recordAuditEvent(deps, tx, {
    organizationId: null,
    actor: { kind: 'user', id: person.id, label, sessionMethod: method },
    request,
    action: 'user.signed-in',
    target: { kind: 'user', id: person.id, label },
  });
  return { status: 'signed-in', sessionToken: token, deviceToken };
}
