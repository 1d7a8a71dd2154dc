'use client';

import { startTransition, useEffect, useRef, useState } from 'react';
import { passwordLength, type PasswordJudgement } from '@/lib/accounts/model';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { Field } from '../ui/field';
import { Meter } from '../ui/meter';
import { PasswordInput } from '../ui/password-input';

export type JudgePassword = (
  previous: ActionState<PasswordJudgement>,
  data: FormData,
) => Promise<ActionState<PasswordJudgement>>;

/** Long enough that typing is over, short enough that the answer is there when one looks up. */
const pauseMs = 350;

const words = ['Very weak', 'Weak', 'Too easy to guess', 'Good', 'Strong'] as const;
const tones = ['danger', 'danger', 'warning', 'success', 'success'] as const;

/**
 * A new password with a meter that says why. The server judges it, since the dictionaries are too large for a browser;
 * name and email are those of the form, or the person's own.
 */
export function NewPasswordField({
  label,
  name,
  judge,
  owner,
}: {
  label: string;
  name: string;
  judge: JudgePassword;
  owner?: { name: string; email: string };
}) {
  const [length, setLength] = useState(0);
  const [judgement, setJudgement] = useState<PasswordJudgement | null>(null);
  const timer = useRef<number>(undefined);
  const asked = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const ask = async (password: string, form: FormData) => {
    const question = (asked.current += 1);
    const data = new FormData();
    data.set('password', password);
    data.set('name', owner?.name ?? textOf(form.get('name')));
    data.set('email', owner?.email ?? textOf(form.get('email')));
    const answer = await judge(idle, data);
    // An answer to what was typed before, or none at all, changes nothing.
    if (question === asked.current && answer.status === 'ok') setJudgement(answer.data);
  };

  const onType = (input: HTMLInputElement) => {
    const password = input.value;
    setLength(Array.from(password).length);
    window.clearTimeout(timer.current);
    asked.current += 1;
    if (Array.from(password).length < passwordLength.min) {
      setJudgement(null);
      return;
    }
    timer.current = window.setTimeout(() => {
      const form = new FormData(input.form ?? undefined);
      startTransition(() => ask(password, form));
    }, pauseMs);
  };

  return (
    <div className="space-y-3">
      <Field
        label={label}
        name={name}
        hint={<Advice length={length} judgement={judgement} />}
        required
      >
        <PasswordInput
          large
          autoComplete="new-password"
          onChange={(event) => {
            onType(event.currentTarget);
          }}
        />
      </Field>
      {judgement && (
        <Meter
          label="Strength"
          value={judgement.score + 1}
          max={5}
          segments={5}
          valueLabel={words[judgement.score]}
          tone={tones[judgement.score]}
        />
      )}
    </div>
  );
}

function Advice({ length, judgement }: { length: number; judgement: PasswordJudgement | null }) {
  const missing = passwordLength.min - length;
  const waiting =
    length === 0
      ? `At least ${passwordLength.min} characters. A few unrelated words make a good one.`
      : missing > 0
        ? `${missing} more character${missing === 1 ? '' : 's'}.`
        : 'Long enough.';
  return (
    <span aria-live="polite">
      {judgement === null ? waiting : (judgement.problems[0] ?? 'Hard to guess.')}
    </span>
  );
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : '';
}
