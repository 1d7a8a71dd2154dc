import type { Limit } from '@/lib/platform/limits';

/** Looks at name servers that people of one organization ask for. The job's own are bounded by its times. */
export const checksPerOrganization: Limit = {
  name: 'domain-check',
  points: 60,
  windowSeconds: 600,
};
