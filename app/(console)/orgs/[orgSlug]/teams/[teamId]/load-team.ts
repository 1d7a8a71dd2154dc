import { notFound } from 'next/navigation';
import { cache } from 'react';
import type { TeamView } from '@/components/teams/views';
import { AppError } from '@/lib/kernel/errors';
import { getTeam } from '@/lib/orgs/get-team';
import { teamIdSchema } from '@/lib/orgs/team-schema';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { teamView } from '../team-view';

/** The team of the address, once a request; 404 for one of another organization as for none. */
export const loadTeam = cache(async (orgSlug: string, teamId: string): Promise<TeamView | null> => {
  const access = await pageAccess(orgSlug, 'team.read');
  if (!access.allowed) return null;
  const input = teamIdSchema.safeParse({ teamId });
  if (!input.success) notFound();
  try {
    return teamView(await getTeam(webDeps(), access.grant, input.data));
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') notFound();
    throw error;
  }
});
