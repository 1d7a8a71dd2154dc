import type { Metadata } from 'next';
import { AccessMethodTable } from '@/components/access/access-method-table';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { listAccessMethods } from '@/lib/access/list-access-methods';
import { reachIn } from '@/lib/authz/permissions';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../../refused-page';
import { accessMethodView } from '../access-view';
import { historyOf, placesOf } from '../places';

export const metadata: Metadata = { title: 'Access methods' };

type Props = { params: Promise<{ orgSlug: string }> };

export default async function AccessMethodsPage({ params }: Props) {
  const { orgSlug } = await params;
  const access = await pageAccess(orgSlug, 'access-method.read');
  if (!access.allowed) {
    return <RefusedPage title="Access methods" orgSlug={orgSlug} permission="access-method.read" />;
  }
  const { methods, memberCount, showsChanges } = await listAccessMethods(webDeps(), access.grant);
  const path = `/orgs/${orgSlug}`;
  const trail = [{ label: 'Settings', href: `${path}/settings` }, { label: 'Access methods' }];
  return (
    <>
      <PageHeader
        breadcrumbs={<Breadcrumbs items={trail} />}
        title="Access methods"
        description="Every way to prove who one is, how secure it is, and how it stands in this organization."
        actions={
          reachIn(access.membership, 'member.read-sign-in') !== false && (
            <ButtonLink href={`${path}/settings/access-methods/compliance`} variant="primary">
              Compliance of members
            </ButtonLink>
          )
        }
      />
      <AccessMethodTable
        methods={methods.map((method) => ({
          ...accessMethodView(method),
          places: placesOf(method.kind, path, access.membership),
          historyHref: historyOf(method.kind, path),
        }))}
        memberCount={memberCount}
        auditLogHref={showsChanges ? `${path}/audit-log` : null}
      />
    </>
  );
}
