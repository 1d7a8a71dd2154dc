import type { Element } from '@xmldom/xmldom';
import { SamlRefusal, type ServiceProvider } from './model';
import { readInstant, requireNotAfter, requireNotBefore, type Moment } from './saml-time';
import { attributeOf, childrenNamed, isNamed, onlyChild, textOf } from './xml-tree';

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/**
 * The one bearer confirmation (profiles §4.1.4.2): for our address, not for long, in answer to our request. Returns its end.
 *
 * @throws SamlRefusal `subject`, `recipient`, `in-response-to` or `confirmation-time`.
 */
export function assertConfirmation(
  subject: Element,
  { acsUrl }: ServiceProvider,
  inResponseTo: string | null,
  moment: Moment,
): Date {
  const confirmation = onlyChild(subject, 'assertion', 'SubjectConfirmation');
  const method = confirmation && attributeOf(confirmation, 'Method');
  const data = confirmation && onlyChild(confirmation, 'assertion', 'SubjectConfirmationData');
  if (data === null || method !== bearer) {
    throw new SamlRefusal('subject', `one confirmation ${bearer}`, method);
  }
  const recipient = attributeOf(data, 'Recipient');
  if (recipient !== acsUrl) throw new SamlRefusal('recipient', acsUrl, recipient ?? 'none');
  const answers = attributeOf(data, 'InResponseTo');
  if (answers !== inResponseTo) {
    throw new SamlRefusal('in-response-to', inResponseTo ?? 'none', answers ?? 'none');
  }
  const notBefore = attributeOf(data, 'NotBefore');
  if (notBefore !== null) throw new SamlRefusal('confirmation-time', 'no NotBefore', notBefore);
  const end = readInstant('confirmation-time', attributeOf(data, 'NotOnOrAfter'));
  requireNotAfter('confirmation-time', end, moment);
  return end;
}

/**
 * When and for whom the assertion holds (core §2.5). A condition that is not understood makes it invalid. Returns its end.
 *
 * @throws SamlRefusal `conditions`, `conditions-time` or `audience`.
 */
export function assertConditions(
  assertion: Element,
  { entityId }: ServiceProvider,
  moment: Moment,
): Date {
  const conditions = onlyChild(assertion, 'assertion', 'Conditions');
  if (conditions === null) throw new SamlRefusal('conditions', 'one Conditions');
  const notBefore = attributeOf(conditions, 'NotBefore');
  if (notBefore !== null) {
    requireNotBefore('conditions-time', readInstant('conditions-time', notBefore), moment);
  }
  const end = readInstant('conditions-time', attributeOf(conditions, 'NotOnOrAfter'));
  requireNotAfter('conditions-time', end, moment);
  // Each is used once anyway, and passed on to nobody.
  const understood = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];
  for (const condition of conditions.children) {
    if (!understood.some((name) => isNamed(condition, 'assertion', name))) {
      throw new SamlRefusal('conditions', understood.join(', '), condition.nodeName);
    }
  }
  const audiences = childrenNamed(conditions, 'assertion', 'AudienceRestriction').map(
    (restriction) => childrenNamed(restriction, 'assertion', 'Audience').map(textOf),
  );
  // One of each: restrictions narrow each other.
  if (audiences.length === 0 || !audiences.every((names) => names.includes(entityId))) {
    throw new SamlRefusal('audience', entityId, audiences.flat().join(' ') || 'none');
  }
  return end;
}
