import * as z from 'zod';
import { exportMembers } from '@/lib/orgs/export-members';
import { csvResponse } from '@/lib/web/csv-response';
import { orgRoute } from '@/lib/web/routes';
import { memberListOf } from '../list-params';

/** The directory as CSV, with the same parameters in the address as the page. */
export const GET = orgRoute('member.read', z.record(z.string(), z.string()), (deps, grant, query) =>
  csvResponse('members.csv', exportMembers(deps, grant, memberListOf(query, grant.role).input)),
);
