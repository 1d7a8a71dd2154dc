import type { KeyView } from '@/components/api-keys/views';
import type { ShownKey } from '@/lib/api-keys/shown-key';

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** A key as it crosses to the browser. */
export function keyView(key: ShownKey): KeyView {
  return {
    ...key,
    createdAt: key.createdAt.toISOString(),
    expiresAt: iso(key.expiresAt),
    revokedAt: iso(key.revokedAt),
    lastUsedAt: iso(key.lastUsedAt),
  };
}
