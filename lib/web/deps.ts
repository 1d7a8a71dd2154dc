import { createDeps, type Deps } from '@/lib/platform/deps';
import { servingEnvOfProcess } from '@/lib/platform/env';

const slot = Symbol.for('gatehouse.web.deps');
type Holder = typeof globalThis & { [slot]?: Deps };

/**
 * The parts of the web process. On globalThis, since the role has a bundle of its own, and Next loads a module once for
 * pages and again for routes: each copy would be one more set of connection pools, and of places for argon2.
 */
export function webDeps(): Deps {
  const holder = globalThis as Holder;
  return (holder[slot] ??= createDeps(servingEnvOfProcess(), 'web'));
}
