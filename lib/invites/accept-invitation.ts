import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { PersonGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { readAsSystem, withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { enterByInvitation, otherAddress } from './enter-by-invitation';
import { linkInvalid } from './find-invitation';
import { statusOfInvitation } from './model';
import {
  lockInvitation,
  selectInvitationOwner,
  updateRevoked,
  type InvitationRow,
} from './repository';
import type { InvitationInput } from './schema';

type Entered = { slug: string };

/**
 * Makes the invited person a member, once however often it is asked for. What entitles them is that the invitation is to
 * the address that their account has proved; who brings the link with another address gets nothing (RFC 5321 mailboxes
 * compared in canonical form).
 * An invitation counts no longer than its inviter may send it. Whatever ends that right settles what waits (changing a
 * role, removing, leaving); this asks once more, for any way that forgets.
 * @throws AppError `link-invalid` where it has ended, `forbidden` where it is to another address,
 *   `sso-required` where that address signs in by the single sign-on of another organization.
 */
export async function acceptInvitation(
  deps: Deps,
  grant: PersonGrant,
  input: InvitationInput,
): Promise<Entered> {
  return onOwnInvitation(
    deps,
    grant,
    input,
    async (tx, invitation, { organizationId, isElsewhere }) => {
      if (isElsewhere) throw belongsElsewhere();
      await enterByInvitation(deps, tx, grant, organizationId, invitation);
    },
  );
}

/** Says no to an invitation: it ends, and the organization's log says by whom. */
export async function declineInvitation(
  deps: Deps,
  grant: PersonGrant,
  input: InvitationInput,
): Promise<Entered> {
  return onOwnInvitation(deps, grant, input, async (tx, { id, email }, { organizationId }) => {
    await updateRevoked(tx, organizationId, id, deps.clock.now());
    await recordAuditEvent(deps, tx, {
      organizationId,
      actor: grant.actor,
      request: grant.request,
      action: 'invitation.declined',
      target: { kind: 'invitation', id, label: email },
    });
  });
}

async function onOwnInvitation(
  deps: Deps,
  { userId }: PersonGrant,
  { invitationId }: InvitationInput,
  act: (
    tx: OrgTx,
    invitation: InvitationRow,
    found: { organizationId: string; isElsewhere: boolean },
  ) => Promise<void>,
): Promise<Entered> {
  const found = await readAsSystem(deps.db, 'invitation', (sql) =>
    selectInvitationOwner(sql, invitationId, userId),
  );
  if (found === null) throw linkInvalid();
  if (!found.isOwn) throw otherAddress();
  const { organizationId } = found;
  return withOrg(deps.db, organizationId, async (tx) => {
    await lockOrganization(tx, organizationId);
    const organization = await selectOrganization(tx, organizationId);
    const invitation = await lockInvitation(tx, organizationId, invitationId);
    if (organization === null || invitation === null || organization.status === 'deleting') {
      throw linkInvalid();
    }
    const status = statusOfInvitation(invitation, deps.clock.now());
    // Twice from two tabs: the second is led on as the first was.
    if (invitation.acceptedById === userId) return { slug: organization.slug };
    if (status !== 'pending') throw linkInvalid();
    await act(tx, invitation, found);
    return { slug: organization.slug };
  });
}

const belongsElsewhere = () =>
  new AppError(
    'sso-required',
    'Your address signs in by the single sign-on of another organization, and joins no other by an invitation.',
  );
