import { Bell, Building2, History, MonitorSmartphone, ShieldCheck, User } from 'lucide-react';
import type { ReactNode } from 'react';
import { AccountShell } from '@/components/shell/account-shell';
import { idle } from '@/lib/kernel/action-state';
import { listMyOrganizations } from '@/lib/orgs/list-my-organizations';
import { lastOpened } from '@/lib/orgs/model';
import { webDeps } from '@/lib/web/deps';
import { requirePerson } from '@/lib/web/session';
import { signOutAction } from '../sign-out/actions';

const items = [
  { href: '/account/profile', label: 'Profile', icon: <User size={16} aria-hidden /> },
  { href: '/account/security', label: 'Security', icon: <ShieldCheck size={16} aria-hidden /> },
  {
    href: '/account/sessions',
    label: 'Sessions',
    icon: <MonitorSmartphone size={16} aria-hidden />,
  },
  {
    href: '/account/activity',
    label: 'Sign-in activity',
    icon: <History size={16} aria-hidden />,
  },
  {
    href: '/account/notifications',
    label: 'Notifications',
    icon: <Bell size={16} aria-hidden />,
  },
  {
    href: '/account/organizations',
    label: 'Organizations',
    icon: <Building2 size={16} aria-hidden />,
  },
];

/** The frame of a person's own pages. Each page asks for the person again. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const { session, grant } = await requirePerson('/account/profile');
  const deps = webDeps();
  const home = lastOpened(await listMyOrganizations(deps, grant));
  return (
    <AccountShell
      account={session.user}
      items={items}
      {...(home && { back: { href: `/orgs/${home.slug}`, label: home.name } })}
      timeZone={session.user.timeZone}
      now={deps.clock.now().toISOString()}
      signOutAction={signOutAction.bind(null, idle, {})}
    >
      {/* Forms and short lists: across a wide screen their two ends would lose each other. */}
      <div className="max-w-200">{children}</div>
    </AccountShell>
  );
}
