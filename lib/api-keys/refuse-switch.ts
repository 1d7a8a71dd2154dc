import { AppError } from '@/lib/kernel/errors';
import type { SwitchDecision } from './model';

const messages: Record<Exclude<SwitchDecision, 'change' | 'unchanged'>, string> = {
  revoked: 'This key is revoked, for good. Create another key.',
  expired: 'This key has expired. Create another key.',
  'owner-lost-right':
    'The owner of this key may no longer hold keys in its team. Change their role or teams first, or create another key.',
};

/** Why a key cannot be switched on or off. */
export function refuseSwitch(decision: keyof typeof messages): AppError {
  return new AppError('conflict', messages[decision]);
}
