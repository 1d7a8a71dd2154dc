import { keyStateNames, type KeyState } from '@/lib/api-keys/model';
import { Status, type Tone } from '../ui/badge';

const tones: Record<KeyState, Tone> = {
  active: 'success',
  disabled: 'neutral',
  suspended: 'warning',
  expired: 'warning',
  revoked: 'danger',
};

export function KeyStatus({ state }: { state: KeyState }) {
  return <Status tone={tones[state]}>{keyStateNames[state]}</Status>;
}
