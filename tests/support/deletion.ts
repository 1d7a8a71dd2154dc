import { deleteOrganization } from '@/lib/orgs/delete-organization';
import { keepOrganization } from '@/lib/orgs/keep-organization';
import type { MailTemplate } from '@/lib/notices/templates';
import type { Person, Tenant, World } from './tenants';

type DeletionMail = Extract<MailTemplate, { template: 'organization-deletion' }>;

/** What tests of the deletion of organizations do over and over, in one tenant of a world. */
export function deletionOf(world: World, tenant: Tenant, name = 'Acme') {
  const { organizationId } = tenant;
  const signedIn = async (who: Person, isBeingDeleted = false) => ({
    ...({ role: 'admin', teamIds: [], isBeingDeleted } as const),
    sessionId: await world.sessionOf(who),
  });
  const query = async <T extends object>(sql: string) =>
    (await world.owner.query<T>(sql, [organizationId])).rows;
  return {
    delete: async (who = tenant.people.admin, typed = name) =>
      deleteOrganization(
        world.deps,
        tenant.grantFor(who, await signedIn(who), 'organization.delete'),
        { name: typed },
      ),
    keep: async (who = tenant.people.admin) =>
      keepOrganization(
        world.deps,
        tenant.grantFor(who, await signedIn(who, true), 'organization.keep'),
      ),
    row: async () =>
      (
        await query<{
          status: string;
          deletion_requested_by_id: string | null;
          status_before_deletion: string | null;
          days: number | null;
        }>(`SELECT status, deletion_requested_by_id, status_before_deletion,
                   extract(epoch FROM deletion_ends_at - now())::float / 86400 AS days FROM organizations WHERE id = $1`)
      )[0],
    /** Puts its end into the past, as 30 days do. */
    end: () =>
      query(
        `UPDATE organizations SET deletion_ends_at = clock_timestamp() - interval '1 second' WHERE id = $1`,
      ),
    events: async () =>
      (
        await query<{ action: string }>(
          `SELECT action FROM audit_events WHERE organization_id = $1
              AND action IN ('organization.deletion-requested', 'organization.kept') ORDER BY ctid`,
        )
      ).map(({ action }) => action),
    mailsTo: async ({ email }: Person): Promise<DeletionMail[]> => {
      const { rows } = await world.owner.query<{ id: string; payload_sealed: Uint8Array }>(
        `SELECT id, payload_sealed FROM outbox_mails WHERE recipient = $1 AND template = 'organization-deletion' ORDER BY ctid`,
        [email],
      );
      return rows.map(
        ({ id, payload_sealed }) =>
          JSON.parse(world.deps.vault.open(payload_sealed, id)) as DeletionMail,
      );
    },
  };
}
