import { redirect } from 'next/navigation';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';

/** Nobody stays here: on to the organization, to make one, or to sign in. */
export default async function RootPage() {
  const { grant } = await requirePerson('/');
  const [first] = await listMyOrganizations(webDeps(), grant);
  redirect(first ? `/orgs/${first.slug}` : '/welcome');
}
