import { timeInWords } from '@/lib/accounts/time-in-words';
import type { Grant } from '@/lib/authz/authorize';
import type { Permission } from '@/lib/authz/permissions';
import { notifyMember } from '@/lib/notices/notify-member';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectHint } from './owner-repository';
import type { KeyRow } from './repository';

/** Tells the owner of a key what somebody else did to it. Name and hint only: the secret is not there to be told. */
export async function notifyOwner(
  deps: Deps,
  tx: OrgTx,
  grant: Grant<Permission>,
  key: Pick<KeyRow, 'id' | 'name' | 'ownerUserId'>,
  change: 'disabled' | 'enabled' | 'revoked',
): Promise<void> {
  const hint = await selectHint(tx, grant.organizationId, key.id);
  await notifyMember(deps, tx, grant, key.ownerUserId, (told, wants) =>
    wants('api-keys')
      ? {
          template: 'api-key-changed',
          ...told.facts,
          at: timeInWords(deps.clock.now(), told.timeZone),
          change,
          key: { name: key.name, hint },
          link: `${told.organizationLink}/api-keys/${key.id}`,
        }
      : null,
  );
}
