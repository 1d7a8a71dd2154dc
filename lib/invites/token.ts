import { sha256 } from '@/lib/platform/crypto';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';

/** A fresh link for an invitation, with what the database keeps of its token. */
export function newLink(deps: Pick<Deps, 'random' | 'vault' | 'config'>, invitationId: string) {
  const token = randomToken(deps.random);
  return {
    link: linkOf(deps, token),
    tokenHash: sha256(token),
    tokenSealed: deps.vault.seal(token, `invitation:${invitationId}`),
  };
}

/**
 * The link that was mailed, once more.
 * @returns null where the key that sealed it is gone (docs/operators.md, "Changing APP_SECRET").
 */
export function sealedLink(
  deps: Pick<Deps, 'vault' | 'config'>,
  invitationId: string,
  sealed: Uint8Array,
): string | null {
  try {
    return linkOf(deps, deps.vault.open(sealed, `invitation:${invitationId}`));
  } catch {
    return null;
  }
}

const linkOf = ({ config }: Pick<Deps, 'config'>, token: string) =>
  `${config.appUrl}/invitations?token=${token}`;
