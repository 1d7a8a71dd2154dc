import { createVault, deriveKey, sha256, type Digest, type Vault } from './crypto';
import type { Random } from './random';

export type Sealed = { keyId: string; bytes: Digest };

/**
 * Seals what stays for years, with the newest of several keys, and opens what any of them sealed. The key's id stands
 * beside each text, so that all can be sealed anew after the secret was changed (`operator rotate-secrets`).
 */
export type KeyRing = {
  /** The id of the key that seals. */
  readonly currentKeyId: string;
  seal(plaintext: string, context: string): Sealed;
  /** @throws where no key has that id, or the bytes or the context are not those of the sealing. */
  open(sealed: { keyId: string; bytes: Uint8Array }, context: string): string;
};

/** @param appSecrets the current one first, then those before it. */
export function createKeyRing(
  appSecrets: readonly [string, ...string[]],
  purpose: string,
  random: Random,
): KeyRing {
  const vaults = new Map<string, Vault>();
  const ids = appSecrets.map((secret) => {
    const key = deriveKey(secret, purpose);
    // Of the derived key and not of the secret, so that the id says nothing about other keys.
    const id = Buffer.from(sha256(`key-id:${Buffer.from(key).toString('hex')}`))
      .toString('hex')
      .slice(0, 8);
    if (!vaults.has(id)) vaults.set(id, createVault(key, random));
    return id;
  });
  const currentKeyId = ids[0] ?? '';
  const vaultOf = (keyId: string): Vault => {
    const vault = vaults.get(keyId);
    if (vault === undefined) {
      throw new Error(
        `no key ${keyId}: it belongs to another APP_SECRET (see APP_SECRET_PREVIOUS)`,
      );
    }
    return vault;
  };
  return {
    currentKeyId,
    seal: (plaintext, context) => ({
      keyId: currentKeyId,
      bytes: vaultOf(currentKeyId).seal(plaintext, context),
    }),
    open: ({ keyId, bytes }, context) => vaultOf(keyId).open(bytes, context),
  };
}
