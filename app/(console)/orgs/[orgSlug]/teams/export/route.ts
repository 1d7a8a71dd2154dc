import * as z from 'zod';
import { exportTeams } from '@/lib/orgs/export-teams';
import { csvResponse } from '@/lib/web/csv-response';
import { orgRoute } from '@/lib/web/routes';
import { teamListOf } from '../list-params';

/** The teams as CSV, with the same parameters in the address as the page. */
export const GET = orgRoute('team.read', z.record(z.string(), z.string()), (deps, grant, query) =>
  csvResponse('teams.csv', exportTeams(deps, grant, teamListOf(query).input)),
);
