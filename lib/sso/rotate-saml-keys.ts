import { recordAuditEvent } from '@/lib/audit/record-audit-event';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectSealedOtherwise, updateSealed } from './connection-repository';

export type SamlKeyRotation = {
  sealedAnew: number;
  /** Whose key no secret that is known here opens. */
  unopenedConnectionIds: string[];
};

/**
 * Seals with the current secret the keys of connections that an earlier one sealed, all in one transaction with its event:
 * an organization has a handful of them.
 */
export async function rotateSamlKeys(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'samlKeys'>,
  grant: OperatorGrant,
): Promise<SamlKeyRotation> {
  const { samlKeys } = deps;
  return asSystem(deps.db, 'sso', async (tx) => {
    const unopenedConnectionIds: string[] = [];
    let sealedAnew = 0;
    for (const { id, keyId, keySealed } of await selectSealedOtherwise(tx, samlKeys.currentKeyId)) {
      const key = openOrNull(deps, { keyId, bytes: keySealed }, id);
      if (key === null) unopenedConnectionIds.push(id);
      else {
        const { keyId: newKeyId, bytes } = samlKeys.seal(key, id);
        await updateSealed(tx, { id, keyId: newKeyId, keySealed: bytes });
        sealedAnew += 1;
      }
    }
    if (sealedAnew > 0) {
      await recordAuditEvent(deps, tx, {
        organizationId: null,
        actor: grant.actor,
        request: grant.request,
        action: 'installation.secrets-rotated',
        target: { kind: 'installation', id: null, label: 'Gatehouse' },
        after: { table: 'saml_connections', rows: sealedAnew, keyId: samlKeys.currentKeyId },
      });
    }
    return { sealedAnew, unopenedConnectionIds };
  });
}

/** Null where the secret is not known here: the others are done all the same. */
function openOrNull(
  { samlKeys }: Pick<Deps, 'samlKeys'>,
  sealed: { keyId: string; bytes: Uint8Array },
  connectionId: string,
): string | null {
  try {
    return samlKeys.open(sealed, connectionId);
  } catch {
    return null;
  }
}
