import { createDeps, type Deps } from '@/lib/platform/deps';
import { servingEnvOfProcess } from '@/lib/platform/env';

const slot = Symbol.for('gatehouse.web.deps');
type Holder = typeof globalThis & { [slot]?: Deps };

/**
 * The parts of the web process. On globalThis, since Next loads a module once for pages and again for routes, and two
 * copies would be two sets of connection pools.
 */
export function webDeps(): Deps {
  const holder = globalThis as Holder;
  return (holder[slot] ??= createDeps(servingEnvOfProcess(), 'web'));
}
