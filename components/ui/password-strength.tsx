'use client';

import { Meter } from './meter';

const WORDS = ['Very weak', 'Weak', 'Fair', 'Good', 'Strong'];
const TONES = ['danger', 'danger', 'warning', 'success', 'success'] as const;

/** From zxcvbn's score, 0 to 4; the server's advice goes into the field's hint or error. */
export function PasswordStrength({ score }: { score: 0 | 1 | 2 | 3 | 4 }) {
  return (
    <Meter
      label="Password strength"
      value={score + 1}
      max={5}
      segments={5}
      valueLabel={WORDS[score] ?? ''}
      tone={TONES[score]}
    />
  );
}
