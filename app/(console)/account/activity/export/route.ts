import { exportActivity } from '@/lib/sign-in/export-activity';
import { exportActivitySchema } from '@/lib/sign-in/schema';
import { csvResponse } from '@/lib/web/csv-response';
import { accountRoute } from '@/lib/web/routes';

/** The person's own sign-in activity as CSV. */
export const GET = accountRoute(exportActivitySchema, (deps, grant, input) =>
  csvResponse('sign-in-activity.csv', exportActivity(deps, grant, input)),
);
