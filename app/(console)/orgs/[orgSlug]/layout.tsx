import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { EnrolByBanner } from '@/components/orgs/enrol-by-banner';
import { InactiveOrganizationBanner } from '@/components/orgs/inactive-organization-banner';
import { organizationNav } from '@/components/orgs/organization-nav';
import { ConsoleShell } from '@/components/shell/console-shell';
import type { ShellOrganization } from '@/components/shell/organization-switcher';
import { idle } from '@/lib/kernel/action-state';
import { roleNames, type Role } from '@/lib/authz/permissions';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { webDeps } from '@/lib/web/deps';
import { entryOf, personGrant, requireMember } from '@/lib/web/session';
import { signOutAction } from '../../sign-out/actions';

type Props = { params: Promise<{ orgSlug: string }>; children: ReactNode };

const shellOrganization = (org: { slug: string; name: string; role: Role }): ShellOrganization => ({
  slug: org.slug,
  name: org.name,
  role: roleNames[org.role],
  href: `/orgs/${org.slug}`,
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { membership } = await requireMember((await params).orgSlug);
  return {
    title: { default: membership.name, template: `%s · ${membership.name} · Gatehouse` },
  };
}

/** The frame of an organization's pages. Each page asks for its own right; this one only for membership. */
export default async function OrganizationLayout({ params, children }: Props) {
  const { orgSlug } = await params;
  const { session, membership } = await requireMember(orgSlug);
  const entry = entryOf(session, membership);
  const deps = webDeps();
  const organizations = await listMyOrganizations(deps, await personGrant(session));
  return (
    <ConsoleShell
      organization={shellOrganization(membership)}
      organizations={organizations.map(shellOrganization)}
      sections={organizationNav(orgSlug, membership.role)}
      account={session.user}
      timeZone={session.user.timeZone}
      now={deps.clock.now().toISOString()}
      signOutAction={signOutAction.bind(null, idle, {})}
      createOrganizationHref="/welcome"
      banner={
        membership.status !== 'active' ? (
          <InactiveOrganizationBanner status={membership.status} />
        ) : (
          entry.status === 'open' &&
          entry.enrolBy !== null && (
            <EnrolByBanner organization={membership.name} enrolBy={entry.enrolBy.toISOString()} />
          )
        )
      }
    >
      {children}
    </ConsoleShell>
  );
}
