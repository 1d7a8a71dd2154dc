import type { Permission } from '@/lib/authz/permissions';
import { getInvitationImport, listImportRows } from '@/lib/invite-imports/get-import';
import { previewInvitationImport } from '@/lib/invite-imports/preview-import';
import { runInvitationImport } from '@/lib/invite-imports/run-import';
import { importSettingsSchema, listRowsSchema } from '@/lib/invite-imports/schema';
import { startInvitationImport } from '@/lib/invite-imports/start-import';
import type { MailTemplate } from '@/lib/notices/templates';
import type { Tenant, World } from './tenants';

/** So many different addresses, one a line. */
export const addresses = (count: number, prefix = 'guest'): string =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}@example.com`).join('\r\n');

/** What tests of lists do over and over, in one tenant of a world. */
export function importsOf(world: World, tenant: Tenant) {
  const { deps } = world;
  const { organizationId } = tenant;
  const grant = async <P extends Permission>(permission: P) =>
    tenant.grantFor(
      tenant.people.admin,
      { role: 'admin', teamIds: [], sessionId: await world.sessionOf(tenant.people.admin) },
      permission,
    );
  const preview = async (list: string | Uint8Array, settings: object = {}) => {
    const { importId } = await previewInvitationImport(
      deps,
      await grant('invitation.create'),
      typeof list === 'string'
        ? { kind: 'file', bytes: Buffer.from(list), fileName: 'people.csv' }
        : { kind: 'file', bytes: list, fileName: 'people.csv' },
      importSettingsSchema.parse({ role: 'developer', ...settings }),
    );
    return importId;
  };
  const start = async (importId: string) =>
    startInvitationImport(deps, await grant('invitation.create'), { importId });
  const run = (importId: string) => runInvitationImport(deps, { organizationId, importId });
  const get = async (importId: string) =>
    getInvitationImport(deps, tenant.grant('admin', 'invitation.read'), { importId });
  const page = (importId: string, fields: object = {}) =>
    listImportRows(
      deps,
      tenant.grant('admin', 'invitation.read'),
      listRowsSchema.parse({ importId, limit: 100, ...fields }),
    );
  return {
    grant,
    preview,
    start,
    run,
    get,
    page,
    /** Line by line what is said of each: `3 member`. */
    states: async (importId: string): Promise<string[]> =>
      (await page(importId)).items
        .sort((a, b) => a.line - b.line)
        .map(({ line, state, detail }) =>
          [line, state, ...(detail === null ? [] : [detail])].join(' '),
        ),
    /** All the way: looked through, started and written. */
    invite: async (list: string, settings: object = {}): Promise<string> => {
      const importId = await preview(list, settings);
      await start(importId);
      await run(importId);
      return importId;
    },
    /** The addresses for which an invitation waits, with how many wait for each. */
    waiting: async (): Promise<Record<string, number>> => {
      const { rows } = await world.owner.query<{ email: string; count: number }>(
        `SELECT email, count(*)::int AS count FROM invitations
          WHERE organization_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL GROUP BY email ORDER BY email`,
        [organizationId],
      );
      return Object.fromEntries(rows.map(({ email, count }) => [email, count]));
    },
    mails: async (importId: string) => {
      const { rows } = await world.owner.query<{
        id: string;
        recipient: string;
        message_id: string;
        payload_sealed: Uint8Array | null;
        sent_at: Date | null;
        due_at: Date;
        attempts: number;
      }>(
        `SELECT id, recipient, message_id, payload_sealed, sent_at, due_at, attempts FROM outbox_mails
          WHERE batch_id = $1 ORDER BY recipient`,
        [importId],
      );
      return rows.map(({ payload_sealed: sealed, ...row }) => ({
        ...row,
        mail:
          sealed === null ? null : (JSON.parse(deps.vault.open(sealed, row.id)) as MailTemplate),
      }));
    },
  };
}
