'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from './button';
import { copyText } from './copy-text';
import { IconButton } from './icon-button';

/** Copies and says so, to eyes and ears. `compact` is the icon alone, named by `label`. */
export function CopyButton({
  value,
  label = 'Copy',
  compact,
  size,
  onCopied,
}: {
  value: string;
  label?: string;
  compact?: boolean;
  size?: 'sm' | 'md';
  onCopied?: () => void;
}) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'failed'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );

  const copy = () => {
    void copyText(value).then((ok) => {
      setOutcome(ok ? 'copied' : 'failed');
      if (ok) onCopied?.();
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        setOutcome('idle');
      }, 2000);
    });
  };
  const iconSize = compact || size === 'sm' ? 14 : 16;
  const icon =
    outcome === 'copied' ? (
      <Check size={iconSize} aria-hidden className="text-success-text" />
    ) : (
      <Copy size={iconSize} aria-hidden />
    );
  return (
    <>
      {compact ? (
        <IconButton size="sm" label={label} icon={icon} onClick={copy} />
      ) : (
        <Button {...(size && { size })} icon={icon} onClick={copy}>
          {label}
        </Button>
      )}
      <span role="status" className="sr-only">
        {outcome === 'copied' && 'Copied to the clipboard'}
        {outcome === 'failed' && 'Could not copy. Select the text and copy it yourself.'}
      </span>
    </>
  );
}
