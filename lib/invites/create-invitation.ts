import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { Grant } from '@/lib/authz/authorize';
import { roleNames, type Role } from '@/lib/authz/permissions';
import { AppError } from '@/lib/kernel/errors';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { chooseTeams } from '@/lib/orgs/choose-teams';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { requireFreshProofFirst } from '@/lib/sessions/require-fresh-proof';
import { mailInvitation, takeInvitationMail } from './invitation-mail';
import { mayInviteTo } from './model';
import {
  insertInvitation,
  isMemberAddress,
  lockWaitingInvitation,
  updateRevoked,
} from './repository';
import type { CreateInvitationInput } from './schema';
import { requireNotElsewhere } from './sso-elsewhere';
import { newLink } from './token';

const day = 24 * 60 * 60;

/**
 * Invites an address: a row, a mail with a link, and the event, in one transaction. One invitation waits for an address
 * at a time; one that has expired makes room.
 * @throws AppError `conflict` where the address is a member's, was invited, or signs in by another organization, `forbidden` for a role above one's own,
 *   `reauthentication-required` for Admins to be, `invalid-input`, `rate-limited`.
 */
export async function createInvitation(
  deps: Deps,
  grant: Grant<'invitation.create'>,
  input: CreateInvitationInput,
): Promise<{ invitationId: string; link: string }> {
  const { organizationId } = grant;
  const { email, role, expiresInDays } = input;
  if (role === 'admin') await requireFreshProofFirst(deps, grant, 'member.make-admin');
  await requireNotElsewhere(deps, organizationId, email);
  await takeInvitationMail(deps, organizationId, email);
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const inviter = await requireCurrentRole(tx, grant);
    requireRoleWithin(inviter.role, role);
    if (await isMemberAddress(tx, organizationId, email)) {
      throw conflict('This person is already a member.');
    }
    const now = deps.clock.now();
    const waiting = await lockWaitingInvitation(tx, organizationId, email);
    if (waiting !== null && waiting.expiresAt > now) {
      throw conflict('This address was invited before. Send that invitation again, or revoke it.');
    }
    if (waiting !== null) await updateRevoked(tx, organizationId, waiting.id, now);
    const teams = await chooseTeams(tx, organizationId, input.teamIds);
    const id = deps.ids.next();
    const { link, ...token } = newLink(deps, id);
    const expiresAt = addSeconds(now, expiresInDays * day);
    const message = input.message ?? null;
    await insertInvitation(
      tx,
      {
        id,
        organizationId,
        email,
        role,
        message,
        ...token,
        invitedById: grant.userId,
        invitedByName: inviter.name,
        createdAt: now,
        sentAt: now,
        expiresAt,
      },
      teams.map((team) => team.id),
    );
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'invitation.created',
      target: { kind: 'invitation', id, label: email },
      after: { role, teams: teams.map((team) => team.name), expiresAt: expiresAt.toISOString() },
    });
    const organization = await selectOrganization(tx, organizationId);
    await mailInvitation(deps, tx, {
      email,
      name: null,
      role,
      message,
      expiresAt,
      link,
      organization: organization?.name ?? '',
      invitedByName: inviter.name,
    });
    return { invitationId: id, link };
  });
}

/** @throws AppError `forbidden` */
export function requireRoleWithin(own: Role, offered: Role): void {
  if (mayInviteTo(own, offered)) return;
  throw new AppError(
    'forbidden',
    `Your role here is ${roleNames[own]}, so you cannot invite to the role ${roleNames[offered]}.`,
  );
}

const conflict = (message: string) =>
  new AppError('conflict', message, { fieldErrors: { email: [message] } });
