import type { KeyActions } from '@/components/api-keys/key-actions';
import type { KeyView } from '@/components/api-keys/views';
import { reachOf } from '@/lib/authz/permissions';
import type { LiveMembership } from '@/lib/sessions/find-session';
import {
  disableApiKeyAction,
  enableApiKeyAction,
  revokeApiKeyAction,
  updateApiKeyAction,
} from './actions';

export const keyActions = (orgSlug: string): KeyActions => ({
  update: updateApiKeyAction.bind(null, orgSlug),
  disable: disableApiKeyAction.bind(null, orgSlug),
  enable: enableApiKeyAction.bind(null, orgSlug),
  revoke: revokeApiKeyAction.bind(null, orgSlug),
});

/** Why a key is not the reader's to change; undefined where it is. The use cases decide the same. */
export function lockedReason(
  { role, teamIds, isBeingDeleted }: LiveMembership,
  key: Pick<KeyView, 'teamId' | 'teamName'>,
): string | undefined {
  if (isBeingDeleted) return 'Nothing can be changed while the organization is being deleted.';
  const reach = reachOf(role, 'api-key.update');
  if (reach === 'all' || (reach === 'own-teams' && teamIds.includes(key.teamId))) return undefined;
  return reach === false
    ? 'Admins and Developers change keys.'
    : `This key belongs to the team ${key.teamName}, and you are not in it.`;
}
