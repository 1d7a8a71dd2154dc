import { listMembers } from '@/lib/orgs/list-members';
import { listMembersSchema } from '@/lib/orgs/schema';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';

const named = 3;
const list = new Intl.ListFormat('en', { type: 'disjunction' });

/** Whom to ask, by name. */
export async function adminSentence(orgSlug: string): Promise<string> {
  const access = await pageAccess(orgSlug, 'member.read');
  if (!access.allowed) return '';
  const { items } = await listMembers(
    webDeps(),
    access.grant,
    listMembersSchema.parse({ role: 'admin', limit: named }),
  );
  return items.length === 0 ? '' : `Ask ${list.format(items.map(({ name }) => name))}.`;
}
