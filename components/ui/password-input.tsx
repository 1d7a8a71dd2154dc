'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useFieldContext } from './field-context';
import { IconButton } from './icon-button';
import { Input } from './input';
import type { InputProps } from './input';

/**
 * A password that can be looked at. Paste and password managers work: it stays one plain input.
 * The switch is not called "Show password", or looking up the field by its label would find two.
 */
export function PasswordInput({
  autoComplete = 'current-password',
  ...rest
}: Omit<InputProps, 'type' | 'prefix' | 'suffix'>) {
  const [shown, setShown] = useState(false);
  const field = useFieldContext();
  return (
    <Input
      {...rest}
      type={shown ? 'text' : 'password'}
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      suffix={
        <IconButton
          size="sm"
          label={shown ? 'Hide what is typed' : 'Show what is typed'}
          aria-controls={field?.id}
          icon={shown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
