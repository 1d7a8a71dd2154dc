import * as z from 'zod';
import { exportCompliance } from '@/lib/access/export-compliance';
import { csvResponse } from '@/lib/web/csv-response';
import { orgRoute } from '@/lib/web/routes';
import { complianceListOf } from '../list-params';

/** The list as CSV, with the same parameters in the address as the page. */
export const GET = orgRoute(
  'member.read-sign-in',
  z.record(z.string(), z.string()),
  (deps, grant, query) =>
    csvResponse('compliance.csv', exportCompliance(deps, grant, complianceListOf(query).input)),
);
