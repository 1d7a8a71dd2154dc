import * as z from 'zod';
import { exportApiKeys } from '@/lib/api-keys/export-api-keys';
import { csvResponse } from '@/lib/web/csv-response';
import { orgRoute } from '@/lib/web/routes';
import { keyListOf } from '../list-params';

/** The list as CSV, with the same parameters in the address as the page. */
export const GET = orgRoute(
  'api-key.read',
  z.record(z.string(), z.string()),
  (deps, grant, query) =>
    csvResponse('api-keys.csv', exportApiKeys(deps, grant, keyListOf(query).input)),
);
