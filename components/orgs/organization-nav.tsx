import { Blocks, House, KeyRound, ScrollText, Settings, Users } from 'lucide-react';
import type { NavSection } from '../shell/nav';
import { reachOf, type Permission, type Role } from '@/lib/authz/permissions';

type Entry = { path: string; label: string; icon: typeof House; needs: Permission };

const sections: { title?: string; entries: Entry[] }[] = [
  {
    entries: [
      { path: '', label: 'Overview', icon: House, needs: 'organization.read' },
      { path: '/api-keys', label: 'API keys', icon: KeyRound, needs: 'api-key.read' },
    ],
  },
  {
    title: 'Organization',
    entries: [
      { path: '/members', label: 'Members', icon: Users, needs: 'member.read' },
      { path: '/teams', label: 'Teams', icon: Blocks, needs: 'team.read' },
      { path: '/audit-log', label: 'Audit log', icon: ScrollText, needs: 'audit-log.read' },
      { path: '/settings', label: 'Settings', icon: Settings, needs: 'organization.read' },
    ],
  },
];

/** The links of an organization's sidebar, without what the role may not see. */
export function organizationNav(orgSlug: string, role: Role): NavSection[] {
  return sections.map(({ title, entries }) => ({
    ...(title !== undefined && { title }),
    items: entries
      .filter(({ needs }) => reachOf(role, needs) !== false)
      .map(({ path, label, icon: Icon }) => ({
        href: `/orgs/${orgSlug}${path}`,
        label,
        icon: <Icon size={16} aria-hidden />,
        ...(path === '' && { exact: true }),
      })),
  }));
}
