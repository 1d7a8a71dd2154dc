'use client';

import { useState } from 'react';
import { rangeText, type IpRange } from '@/lib/policy/model';
import { Field } from '../ui/field';
import { Textarea } from '../ui/input';
import { LinkButton } from '../ui/text-link';
import { useListError } from '../ui/use-list-error';

type Props = {
  label: string;
  name: string;
  ranges: readonly IpRange[];
  hint: string;
  /** An address that can be added with a click: the reader's own. */
  ownAddress?: string | null;
};

/** Ranges, one a line, each with a name after it if it has one. */
export function IpRangesField({ label, name, ranges, hint, ownAddress = null }: Props) {
  const [text, setText] = useState(ranges.map(rangeText).join('\n'));
  const error = useListError();
  const addOwn = () => setText((before) => [before.trim(), ownAddress].filter(Boolean).join('\n'));
  return (
    <Field
      label={label}
      name={name}
      optional
      error={error(name)}
      hint={
        <>
          {hint} One a line, with a name after it if you like: 203.0.113.0/24 Head office.
          {ownAddress !== null && !text.includes(ownAddress) && (
            <>
              {' '}
              You are at <span className="font-mono">{ownAddress}</span>.{' '}
              <LinkButton onClick={addOwn}>Add your address</LinkButton>
            </>
          )}
        </>
      }
    >
      <Textarea
        mono
        rows={3}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </Field>
  );
}
