import type { ReactNode } from 'react';
import { pageAccess } from '@/lib/web/session';
import { loadTeam } from './load-team';

type Props = { params: Promise<{ orgSlug: string; teamId: string }>; children: ReactNode };

/** Looks for the team before anything is sent, so that a missing one is a real 404 and not a page that says so. */
export default async function TeamLayout({ params, children }: Props) {
  const { orgSlug, teamId } = await params;
  await pageAccess(orgSlug, 'team.read');
  await loadTeam(orgSlug, teamId);
  return children;
}
