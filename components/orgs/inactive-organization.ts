import type { OrganizationStatus } from '@/lib/orgs/model';

/** What has become of an organization that is not active. */
export const inactiveTitles: Record<Exclude<OrganizationStatus, 'active'>, string> = {
  suspended: 'This organization is suspended',
  deleting: 'This organization is being deleted',
};

/** Why a key would be of no use; undefined while the organization is active. */
export function inactiveReason(status: OrganizationStatus): string | undefined {
  if (status === 'active') return undefined;
  if (status === 'deleting') return `${inactiveTitles.deleting}, and nothing in it can be changed.`;
  return `${inactiveTitles[status]}, so calls with any key are refused. Ask whoever runs this installation.`;
}
