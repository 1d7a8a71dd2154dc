'use client';

import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronsUpDown, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { cx } from './cx';
import { useFieldContext } from './field-context';
import { controlClass } from './input';
import { popupClass, popupItemClass } from './popup-class';
import type { Option } from './select';

export type Found = {
  options: readonly Option[];
  /** Whether there are more than these. */
  more: boolean;
};

/** One of more than can be listed: the server looks for them as they are typed. The choice stays with the caller. */
export function SearchSelect({
  value,
  onValueChange,
  find,
  placeholder = 'Choose…',
  searchPlaceholder,
  nobody,
  'aria-label': label,
  className = 'w-full',
}: {
  value: Option | null;
  onValueChange: (option: Option) => void;
  /** Must be the same function from one render to the next, or it searches anew. Null: no answer came. */
  find: (search: string) => Promise<Found | null>;
  placeholder?: string;
  searchPlaceholder: string;
  /** What it means that there is nobody to choose, whatever is searched for. */
  nobody: string;
  /** Only outside a Field, where no label names it. */
  'aria-label'?: string;
  className?: string;
}) {
  const field = useFieldContext();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const { found, isStale } = useFound(open, search, find);
  return (
    <Combobox.Root
      items={found?.options ?? []}
      filter={null}
      value={value}
      open={open}
      isItemEqualToValue={(a, b) => a.value === b.value}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setSearch('');
      }}
      inputValue={search}
      onInputValueChange={(text, { reason }) => {
        // A choice would write its label into the search.
        if (reason === 'input-change' || reason === 'input-clear') setSearch(text);
      }}
      onValueChange={(next) => {
        if (next !== null) onValueChange(next);
      }}
    >
      <Combobox.Trigger
        id={field?.id}
        aria-label={label === undefined ? undefined : `${label}: ${value?.label ?? placeholder}`}
        aria-labelledby={label !== undefined || !field ? undefined : `${field.labelId} ${field.id}`}
        aria-describedby={field?.describedBy}
        aria-invalid={field?.invalid || undefined}
        className={cx(
          controlClass,
          'flex h-8 items-center justify-between gap-2 pr-2 pl-2.5 text-left',
          className,
        )}
      >
        <span className={cx('min-w-0 truncate', value === null && 'text-muted')}>
          {value?.label ?? placeholder}
        </span>
        <ChevronsUpDown size={14} aria-hidden className="shrink-0 text-faint" />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} align="start" className="z-40">
          <Combobox.Popup
            aria-label={searchPlaceholder}
            className={cx(popupClass, 'w-(--anchor-width) max-w-(--available-width) min-w-64')}
          >
            <div className="relative border-b border-line">
              <Search size={14} aria-hidden className="absolute top-2.5 left-3 text-faint" />
              <Combobox.Input
                aria-label={searchPlaceholder}
                placeholder={searchPlaceholder}
                maxLength={200}
                className="h-9 w-full bg-transparent pr-3 pl-8 text-sm outline-none pointer-coarse:text-base"
              />
            </div>
            <Combobox.List
              className={cx(
                'max-h-60 overflow-y-auto p-1 data-empty:hidden',
                isStale && 'opacity-60',
              )}
            >
              {(option: Option) => (
                <Combobox.Item
                  key={option.value}
                  value={option}
                  className={cx(popupItemClass, 'items-start')}
                >
                  <span className="grid h-5 w-4 shrink-0 place-items-center">
                    <Combobox.ItemIndicator>
                      <Check size={14} aria-hidden />
                    </Combobox.ItemIndicator>
                  </span>
                  <span className="min-w-0">
                    <span className="block wrap-anywhere">{option.label}</span>
                    {option.description && (
                      <span className="block text-xs wrap-anywhere text-muted">
                        {option.description}
                      </span>
                    )}
                  </span>
                </Combobox.Item>
              )}
            </Combobox.List>
            <Combobox.Status className="px-3 py-2.5 text-sm text-muted empty:hidden">
              {sentenceOf(found, search, nobody)}
            </Combobox.Status>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function sentenceOf(found: Found | null, search: string, nobody: string): string {
  if (found === null) return 'Loading';
  if (found.more) return 'There are more. Search for the others.';
  if (found.options.length > 0) return '';
  return search.trim() === '' ? nobody : 'Nobody matches.';
}

/** Asked for once it is open and the typing rests; of several answers only the last counts. */
function useFound(
  isOpen: boolean,
  search: string,
  find: (search: string) => Promise<Found | null>,
) {
  const [answer, setAnswer] = useState<{ search: string; found: Found } | null>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    let isWanted = true;
    const ask = () => {
      find(search).then(
        (found) => {
          if (isWanted && found !== null) setAnswer({ search, found });
        },
        () => undefined,
      );
    };
    const timer = setTimeout(ask, search === '' ? 0 : 200);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [isOpen, search, find]);
  return { found: answer?.found ?? null, isStale: answer !== null && answer.search !== search };
}
