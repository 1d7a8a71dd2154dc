import type { Element } from '@xmldom/xmldom';
import { assertConditions, assertConfirmation } from './assert-validity';
import { SamlRefusal, type Assertion, type IdentityProvider, type ServiceProvider } from './model';
import type { CheckedResponse } from './preflight';
import { readAttributes } from './read-attributes';
import { readNameId } from './read-name-id';
import { readInstant, requireNotAfter, requireNotBefore, type Moment } from './saml-time';
import { attributeOf, childrenNamed, onlyChild, textOf } from './xml-tree';

export type ResponseToAssert = {
  serviceProvider: ServiceProvider;
  identityProvider: IdentityProvider;
  response: CheckedResponse;
  /** As the library verified it. */
  assertion: Element;
  inResponseTo: string | null;
  forceAuthnSince: Date | null;
  now: Date;
  skewSeconds?: number;
};

/** Between two computers that ask the time of the network. */
const defaultSkewSeconds = 60;

/**
 * Whether a response whose signature is good was meant for us, now, by that identity provider (profiles §4.1.4.3), and what
 * it says.
 *
 * @throws SamlRefusal
 */
export function assertResponse(input: ResponseToAssert): Assertion {
  const { response, assertion, identityProvider, serviceProvider, inResponseTo } = input;
  const moment: Moment = { now: input.now, skewSeconds: input.skewSeconds ?? defaultSkewSeconds };
  assertEnvelope(input, moment);
  assertHead(assertion, identityProvider, moment);
  const subject = onlyChild(assertion, 'assertion', 'Subject');
  if (subject === null) throw new SamlRefusal('subject', 'one Subject');
  const confirmedUntil = assertConfirmation(subject, serviceProvider, inResponseTo, moment);
  const validUntil = assertConditions(assertion, serviceProvider, moment);
  const earlier = confirmedUntil < validUntil ? confirmedUntil : validUntil;
  return {
    id: attributeOf(assertion, 'ID') ?? '',
    responseId: attributeOf(response.root, 'ID') ?? '',
    inResponseTo,
    ...readNameId(subject),
    ...readStatement(assertion, input.forceAuthnSince, moment),
    // Accepted until then by a clock that lags as far as it may.
    notOnOrAfter: new Date(earlier.getTime() + moment.skewSeconds * 1000),
    attributes: readAttributes(assertion),
  };
}

/** The response around the assertion. Where only the assertion is signed this proves nothing, and catches mistakes. */
function assertEnvelope(input: ResponseToAssert, moment: Moment): void {
  const { response, identityProvider, serviceProvider, inResponseTo } = input;
  assertHead(response.root, identityProvider, moment);
  requireEqual('in-response-to', inResponseTo, attributeOf(response.root, 'InResponseTo'));
  const destination = attributeOf(response.root, 'Destination');
  // What is signed has to say where it was sent (bindings §3.5.5.2).
  if (destination !== null || response.responseSigned) {
    requireEqual('destination', serviceProvider.acsUrl, destination);
  }
}

function assertHead(element: Element, { entityId }: IdentityProvider, moment: Moment): void {
  requireEqual('version', '2.0', attributeOf(element, 'Version'));
  const issuer = onlyChild(element, 'assertion', 'Issuer');
  requireEqual('issuer', entityId, issuer && textOf(issuer));
  const issued = readInstant('issue-instant', attributeOf(element, 'IssueInstant'));
  requireNotBefore('issue-instant', issued, moment);
}

function readStatement(
  assertion: Element,
  forceAuthnSince: Date | null,
  moment: Moment,
): Pick<Assertion, 'authnInstant' | 'sessionIndex' | 'sessionNotOnOrAfter'> {
  const [statement, ...others] = childrenNamed(assertion, 'assertion', 'AuthnStatement');
  if (statement === undefined || others.length > 0) throw new SamlRefusal('authn-statement', '1');
  const authnInstant = readInstant('authn-instant', attributeOf(statement, 'AuthnInstant'));
  requireNotBefore('authn-instant', authnInstant, moment);
  if (forceAuthnSince !== null) {
    const earliest = new Date(forceAuthnSince.getTime() - moment.skewSeconds * 1000);
    if (authnInstant < earliest) {
      throw new SamlRefusal(
        'authn-instant',
        `≥ ${forceAuthnSince.toISOString()}`,
        authnInstant.toISOString(),
      );
    }
  }
  const end = attributeOf(statement, 'SessionNotOnOrAfter');
  const sessionNotOnOrAfter = end === null ? null : readInstant('session-end', end);
  if (sessionNotOnOrAfter !== null) requireNotAfter('session-end', sessionNotOnOrAfter, moment);
  return {
    authnInstant,
    sessionNotOnOrAfter,
    sessionIndex: attributeOf(statement, 'SessionIndex'),
  };
}

function requireEqual(
  check: 'version' | 'issuer' | 'in-response-to' | 'destination',
  expected: string | null,
  received: string | null,
): void {
  if (expected !== received) throw new SamlRefusal(check, expected ?? 'none', received ?? 'none');
}
