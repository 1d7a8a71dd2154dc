import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { selectTester, updateTest } from './connection-repository';
import type { TestResult } from './model';
import type { OpenConnection } from './open-connection';
import { testedAssertion } from './person';
import { SamlRefusal, type Assertion } from './saml/model';
import type { SavedRequest } from './saml/protocol-repository';

type Tested = {
  saved: SavedRequest;
  open: OpenConnection;
  outcome: Assertion | SamlRefusal;
};

/** Writes down how a test ended, for the page of the connection and for the log. */
export async function recordTest(
  deps: Pick<Deps, 'clock' | 'ids'>,
  tx: SystemTx,
  request: RequestContext,
  { saved, open: { connection, version }, outcome }: Tested,
): Promise<void> {
  const at = deps.clock.now().toISOString();
  const result = resultOf(at, version, outcome);
  const tester = saved.userId === null ? null : await selectTester(tx, saved.userId);
  await updateTest(tx, connection.id, version.version, result);
  await recordAuditEvent(deps, tx, {
    organizationId: connection.organizationId,
    actor: {
      kind: 'user',
      id: saved.userId,
      label: tester === null ? 'An Admin' : `${tester.name} <${tester.email}>`,
      // The provider's POST brings no session of ours.
      sessionMethod: null,
    },
    request,
    action: result.outcome === 'passed' ? 'sso-connection.tested' : 'sso-connection.test-failed',
    target: { kind: 'sso-connection', id: connection.id, label: connection.name },
    after: {
      version: version.version,
      ...(result.outcome === 'failed' && {
        check: result.check,
        expected: result.expected,
        received: result.received,
      }),
    },
  });
}

function resultOf(
  at: string,
  version: OpenConnection['version'],
  outcome: Assertion | SamlRefusal,
): TestResult {
  if (outcome instanceof SamlRefusal) {
    const { message: check, expected, received } = outcome;
    return { at, outcome: 'failed', check, expected, received, assertion: null };
  }
  const assertion = testedAssertion(outcome, version);
  if (assertion.email !== null) return { at, outcome: 'passed', assertion };
  return {
    ...{ at, outcome: 'failed', assertion },
    check: 'The response is good, but there is no email address where the connection looks for it.',
    expected: version.emailAttribute ?? 'an address as the NameID',
    received: assertion.attributes.map(({ name }) => name).join(', ') || assertion.nameId,
  };
}
