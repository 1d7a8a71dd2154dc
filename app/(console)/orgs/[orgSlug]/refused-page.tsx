import { NotAllowed } from '@/components/shell/not-allowed';
import { roleNames, rolesWith, type Permission } from '@/lib/authz/permissions';
import { listMembers } from '@/lib/orgs/list-members';
import { listMembersSchema } from '@/lib/orgs/schema';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';

/** In place of a page that the reader's role may not see: which roles can, and who could change that. */
export async function RefusedPage({
  title,
  orgSlug,
  permission,
}: {
  title: string;
  orgSlug: string;
  permission: Permission;
}) {
  const access = await pageAccess(orgSlug, 'member.read');
  const admins = access.allowed
    ? await listMembers(webDeps(), access.grant, listMembersSchema.parse({ role: 'admin' }))
    : { items: [] };
  return (
    <NotAllowed
      title={title}
      yourRole={roleNames[access.membership.role]}
      allowedRoles={rolesWith(permission).map((role) =>
        role === 'read-only' ? 'Read-Only members' : `${roleNames[role]}s`,
      )}
      people={admins.items.map(({ name }) => name)}
    />
  );
}
