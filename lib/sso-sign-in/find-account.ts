import { maxNameLength } from '@/lib/accounts/model';
import { lockAddress } from '@/lib/accounts/address-repository';
import { endAttempts, insertUser } from '@/lib/accounts/sign-up-repository';
import { timeInWords } from '@/lib/accounts/time-in-words';
import { recordAccountChange } from '@/lib/audit/record-account-change';
import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import { enqueueMail } from '@/lib/notices/enqueue-mail';
import type { SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { RequestContext } from '@/lib/platform/request-context';
import { deviceInWords } from '@/lib/sessions/device';
import { createNotMeLink } from '@/lib/sign-in/create-not-me-link';
import type { SsoProblem } from '@/lib/sso/record-refusal';
import type { Answer } from '@/lib/sso/ticket-repository';
import { decideAccount } from './decide-account';
import type { SsoRefusalReason } from './model';
import { insertSamlIdentity, selectAddressFacts, selectSamlOwner } from './repository';

/** Both a reason to be shown and one for the Admins' log. */
export type Refused = { reason: SsoRefusalReason; problem: SsoProblem };

type Way = { request: RequestContext; answer: Answer; connectionName: string };

/**
 * The account of somebody for whom an identity provider vouches: that of its NameID, else that of the address, else a new
 * one, as `decideAccount` says.
 */
export async function findAccount(
  deps: Deps,
  tx: SystemTx,
  way: Way,
): Promise<{ userId: string } | Refused> {
  const { connectionId, organizationId, person } = way.answer;
  const key = { connectionId, nameId: person.nameId };
  const owner = await selectSamlOwner(tx, key);
  if (owner !== null) return { userId: owner };
  const { email } = person;
  if (email === null) {
    return refused('no-address', 'The response says no email address.', null, person.nameId);
  }
  // Whoever else makes an account of this address waits, or is waited for.
  await lockAddress(tx, email);
  const madeMeanwhile = await selectSamlOwner(tx, key);
  if (madeMeanwhile !== null) return { userId: madeMeanwhile };
  const facts = await selectAddressFacts(tx, organizationId, email, deps.clock.now());
  switch (decideAccount(facts)) {
    case 'no-domain':
      return refused(
        'no-domain',
        'The address is not on a domain that the organization has verified.',
        null,
        email,
      );
    case 'not-member':
      return refused(
        'not-member',
        facts.user === null
          ? 'Nobody invited this address, and first sign-ins make no members of its domain.'
          : 'This address has an account already, and is neither a member nor invited.',
        'a member or an invitation',
        email,
      );
    case 'link':
      return link(deps, tx, way, facts.user as NonNullable<typeof facts.user>);
    case 'create':
      return create(deps, tx, way, email);
  }
}

const refused = (
  reason: SsoRefusalReason,
  check: string,
  expected: string | null,
  received: string | null,
): Refused => ({ reason, problem: { check, expected, received } });

async function link(
  deps: Deps,
  tx: SystemTx,
  { request, answer, connectionName }: Way,
  user: { id: string; name: string; email: string; timeZone: string },
): Promise<{ userId: string } | Refused> {
  const { connectionId, organizationId, person } = answer;
  const now = deps.clock.now();
  const identity = { connectionId, organizationId, nameId: person.nameId, userId: user.id, now };
  if (!(await insertSamlIdentity(tx, identity))) {
    return refused(
      'not-member',
      'The member with this address signed in with another NameID before. If they are the same person, remove and invite them again.',
      null,
      person.nameId,
    );
  }
  const label = `${user.name} <${user.email}>`;
  await recordAccountChange(deps, tx, {
    actor: { kind: 'user', id: user.id, label, sessionMethod: 'saml' },
    request,
    action: 'user.identity-linked',
    userId: user.id,
    label,
    after: { provider: `Single sign-on (${connectionName})`, email: user.email },
    shared: { after: { provider: 'Single sign-on' } },
  });
  await enqueueMail(deps, tx, user.email, {
    template: 'identity-changed',
    change: 'linked',
    provider: `the single sign-on “${connectionName}”`,
    name: user.name,
    at: timeInWords(now, user.timeZone),
    device: deviceInWords(request.userAgent),
    notMeLink: await createNotMeLink(deps, tx, user.id),
    resetLink: `${deps.config.appUrl}/forgot-password`,
  });
  return { userId: user.id };
}

/** An account without a password, for an address on a domain of the organization's own. */
async function create(
  deps: Deps,
  tx: SystemTx,
  { request, answer, connectionName }: Way,
  email: string,
): Promise<{ userId: string } | Refused> {
  const { connectionId, organizationId, person, timeZone } = answer;
  const now = deps.clock.now();
  const userId = deps.ids.next();
  const name = person.name ?? email.slice(0, email.lastIndexOf('@')).slice(0, maxNameLength);
  if (!(await insertUser(tx, { id: userId, name, email, timeZone, passwordHash: null, now }))) {
    return refused(
      'not-member',
      'This address was another account’s until lately, and is kept for it.',
      null,
      email,
    );
  }
  // Sign-ups that wait for this address end: none of them becomes a password of this account, whoever chose it.
  await endAttempts(tx, email, now);
  await insertSamlIdentity(tx, {
    connectionId,
    organizationId,
    nameId: person.nameId,
    userId,
    now,
  });
  const label = `${name} <${email}>`;
  await recordAuditEvent(deps, tx, {
    organizationId: null,
    actor: { kind: 'user', id: userId, label, sessionMethod: null },
    request,
    action: 'user.signed-up',
    target: { kind: 'user', id: userId, label },
    after: { name, email, timeZone, with: `Single sign-on (${connectionName})` },
  });
  return { userId };
}
