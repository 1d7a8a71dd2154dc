import type { Limit } from '@/lib/platform/limits';

/** Files and pasted lists that an organization has looked through. */
export const previewsPerOrganization: Limit = {
  name: 'inv-preview',
  points: 60,
  windowSeconds: 60 * 60,
};
