import { redirect } from 'next/navigation';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { lastOpened } from '@/lib/orgs/model';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';

/** Nobody stays here: on to the organization, to make one, or to sign in. */
export default async function RootPage() {
  const { grant } = await requirePerson('/', { evenIfBound: true });
  const home = lastOpened(await listMyOrganizations(webDeps(), grant));
  redirect(home ? `/orgs/${home.slug}` : '/welcome');
}
