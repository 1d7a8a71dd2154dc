import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { LackingBanner } from '@/components/break-glass/lacking-banner';
import { DeletionBanner } from '@/components/orgs/deletion-banner';
import { EnrolByBanner } from '@/components/orgs/enrol-by-banner';
import { InactiveOrganizationBanner } from '@/components/orgs/inactive-organization-banner';
import { organizationNav } from '@/components/orgs/organization-nav';
import { ConsoleShell } from '@/components/shell/console-shell';
import type { ShellOrganization } from '@/components/shell/organization-switcher';
import { idle } from '@/lib/kernel/action-state';
import { reachIn, roleNames, type Role } from '@/lib/authz/permissions';
import { isEmergencyAccessLacking } from '@/lib/break-glass/list-emergency-admins';
import { findDeletion } from '@/lib/orgs/find-deletion';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import type { OrganizationStatus } from '@/lib/orgs/model';
import { webDeps } from '@/lib/web/deps';
import { requestContext } from '@/lib/web/request-context';
import {
  entryOf,
  pageAccess,
  personGrant,
  requireMember,
  type MemberSession,
} from '@/lib/web/session';
import { signOutAction } from '../../sign-out/actions';
import { keepOrganizationAction } from './settings/actions';

type Props = { params: Promise<{ orgSlug: string }>; children: ReactNode };

const shellOrganization = (org: {
  slug: string;
  name: string;
  role: Role;
  status: OrganizationStatus;
}): ShellOrganization => ({
  slug: org.slug,
  name: org.name,
  role: `${roleNames[org.role]}${statusMarks[org.status]}`,
  href: `/orgs/${org.slug}`,
});

const statusMarks: Record<OrganizationStatus, string> = {
  active: '',
  suspended: ' · suspended',
  deleting: ' · being deleted',
};

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
      banner={await bannerOf(orgSlug, { session, membership })}
    >
      {children}
    </ConsoleShell>
  );
}

/** What is to be known on every page: the worst of it. */
async function bannerOf(orgSlug: string, { session, membership }: MemberSession) {
  const { name, status } = membership;
  if (status === 'deleting') return <BeingDeleted orgSlug={orgSlug} />;
  if (status === 'suspended') return <InactiveOrganizationBanner />;
  if (reachIn(membership, 'sso.update') !== false) {
    const access = await pageAccess(orgSlug, 'sso.update');
    if (access.allowed && (await isEmergencyAccessLacking(webDeps(), access.grant))) {
      return <LackingBanner href={`/orgs/${orgSlug}/settings/sso/break-glass`} />;
    }
  }
  const entry = entryOf(session, membership, await requestContext());
  return (
    entry.status === 'open' &&
    entry.enrolBy !== null && (
      <EnrolByBanner organization={name} enrolBy={entry.enrolBy.toISOString()} />
    )
  );
}

async function BeingDeleted({ orgSlug }: { orgSlug: string }) {
  const access = await pageAccess(orgSlug, 'organization.keep');
  const reading = await pageAccess(orgSlug, 'organization.read');
  const deletion = reading.allowed ? await findDeletion(webDeps(), reading.grant) : null;
  // Somebody kept it a moment ago: the next page says so.
  if (!access.allowed || deletion === null) return null;
  return (
    <DeletionBanner
      organization={access.membership.name}
      deletion={{
        requestedBy: deletion.requestedBy,
        requestedAt: deletion.requestedAt.toISOString(),
        endsAt: deletion.endsAt.toISOString(),
      }}
      keep={keepOrganizationAction.bind(null, orgSlug)}
    />
  );
}
