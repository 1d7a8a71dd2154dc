import path from 'node:path';
import { ensureBuilt } from '@/scripts/build.mjs';

/** Vitest's global setup: what is killed and refused here is the built product. */
export default async function setup(): Promise<void> {
  await ensureBuilt(path.resolve(import.meta.dirname, '../..'));
}
