import type { KeyState } from '@/lib/api-keys/model';

const byLimits = new Set([
  'ip-missing',
  'ip-outside-ranges',
  'service-outside-list',
  'model-outside-list',
]);

/** The act on the key's own page that lets such calls through from now on, where there is one. */
export function fixOf(reason: string, state: KeyState): 'edit-limits' | 'enable' | null {
  if (byLimits.has(reason)) return 'edit-limits';
  return reason === 'disabled' && state === 'disabled' ? 'enable' : null;
}
