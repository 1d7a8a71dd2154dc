import { keyStateDescriptions, keyStateNames, type KeyState } from '@/lib/api-keys/model';
import { Banner } from '../ui/banner';

const tones = {
  disabled: 'info',
  suspended: 'warning',
  expired: 'warning',
  revoked: 'danger',
} as const;

/** Why calls with a key are refused; nothing while they are answered. */
export function KeyStateBanner({ state }: { state: KeyState }) {
  if (state === 'active') return null;
  return (
    <Banner tone={tones[state]} title={`${keyStateNames[state]}: calls are refused`}>
      {keyStateDescriptions[state]}
    </Banner>
  );
}
