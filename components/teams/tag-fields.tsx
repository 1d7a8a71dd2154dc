'use client';

import { Plus, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { maxTagKeyLength, maxTags, maxTagValueLength, tagText, type Tag } from '@/lib/orgs/model';
import { Button } from '../ui/button';
import { FieldError } from '../ui/field';
import { fieldControlId, useFormContext } from '../ui/field-context';
import { IconButton } from '../ui/icon-button';
import { Input } from '../ui/input';

type Row = Tag & { id: number };

/** Keys and values, a row each. Posts one `tags[]` for each row that says something, and an empty one for none. */
export function TagFields({ defaults }: { defaults: readonly Tag[] }) {
  const next = useRef(defaults.length);
  const [rows, setRows] = useState<Row[]>(defaults.map((tag, id) => ({ ...tag, id })));
  const form = useFormContext();
  const ownId = useId();
  const id = form ? fieldControlId(form.id, 'tags') : ownId;
  const error = form?.fieldErrors.tags?.[0];
  const change = (row: Row, part: Partial<Tag>) => {
    setRows(rows.map((each) => (each.id === row.id ? { ...each, ...part } : each)));
  };
  const add = () => {
    const row = { id: next.current, key: '', value: '' };
    next.current += 1;
    setRows([...rows, row]);
  };
  return (
    <fieldset id={id} tabIndex={-1} aria-describedby={error ? `${id}-error` : `${id}-hint`}>
      <legend className="mb-1.5 text-sm font-medium">Tags</legend>
      <input type="hidden" name="tags[]" value="" />
      <div className="space-y-2">
        {rows.map((row, index) => (
          <div key={row.id} className="flex items-center gap-2">
            {(row.key !== '' || row.value !== '') && (
              <input type="hidden" name="tags[]" value={tagText(row)} />
            )}
            <Input
              aria-label={`Key of tag ${index + 1}`}
              placeholder="environment"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={maxTagKeyLength}
              value={row.key}
              // A key has no `=`: what follows one is the value.
              onChange={(event) => {
                change(row, { key: event.currentTarget.value.replaceAll('=', '') });
              }}
              mono
            />
            <Input
              aria-label={`Value of tag ${index + 1}`}
              placeholder="production"
              autoComplete="off"
              spellCheck={false}
              maxLength={maxTagValueLength}
              value={row.value}
              onChange={(event) => {
                change(row, { value: event.currentTarget.value });
              }}
            />
            <IconButton
              label={`Remove tag ${row.key || index + 1}`}
              icon={<X size={16} aria-hidden />}
              onClick={() => {
                setRows(rows.filter((each) => each.id !== row.id));
              }}
            />
          </div>
        ))}
        {rows.length < maxTags && (
          <Button size="sm" icon={<Plus size={14} aria-hidden />} onClick={add}>
            Add tag
          </Button>
        )}
      </div>
      <p id={`${id}-hint`} className="mt-1.5 text-xs text-muted">
        Keys and values of your own, to find and group teams by. At most {maxTags}.
      </p>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}
