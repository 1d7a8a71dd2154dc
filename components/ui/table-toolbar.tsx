'use client';

import { Search, X } from 'lucide-react';
import { debounce, parseAsString, useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button';
import { DayFilter } from './day-filter';
import { IconButton } from './icon-button';
import { Input } from './input';
import { Select } from './select';
import type { Option } from './select';
import { Spinner } from './spinner';

/** A filter of the list: its parameter in the address, and what it can be: one of a few, or a day. */
export type TableFilter =
  | {
      name: string;
      label: string;
      kind?: 'choice';
      /** What no choice means, where it is not "Any". */ any?: string;
      options: readonly Option[];
    }
  | { name: string; label: string; kind: 'day' };

const ANY = '';
/** A select takes an empty value for no choice at all. */
const ANY_CHOICE = '*';

/**
 * Search and filters above a table. They live in the address, so a view can be shared, and every
 * change starts again from the first page. The page reads them from its search parameters.
 */
export function TableToolbar({
  searchLabel,
  filters = [],
  actions,
}: {
  /** Names the search box: "Search keys". Leave it out where nothing can be searched. */
  searchLabel?: string;
  filters?: readonly TableFilter[];
  /** To the right: export, columns. */
  actions?: ReactNode;
}) {
  const [pending, startTransition] = useTransition();
  const names = ['q', 'cursor', ...filters.map((filter) => filter.name)];
  const [values, setValues] = useQueryStates(
    Object.fromEntries(names.map((name) => [name, parseAsString.withDefault(ANY)])),
    { shallow: false, startTransition, history: 'replace', scroll: false },
  );
  const active = names.some((name) => name !== 'cursor' && values[name] !== ANY);

  const set = (name: string, value: string, limit?: ReturnType<typeof debounce>) =>
    void setValues(
      { [name]: value || null, cursor: null },
      limit ? { limitUrlUpdates: limit } : {},
    );

  return (
    <div role="search" className="mb-3 flex flex-wrap items-center gap-2">
      {searchLabel && (
        <Input
          type="search"
          aria-label={searchLabel}
          placeholder={searchLabel}
          value={values.q ?? ''}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          className="w-full sm:w-60"
          prefix={pending ? <Spinner size={14} /> : <Search size={14} aria-hidden />}
          suffix={
            values.q ? (
              <IconButton
                size="sm"
                label="Clear search"
                icon={<X size={14} aria-hidden />}
                onClick={() => {
                  set('q', '');
                }}
              />
            ) : undefined
          }
          onChange={(event) => {
            set('q', event.currentTarget.value, debounce(300));
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') set('q', event.currentTarget.value);
          }}
        />
      )}
      {filters.map((filter) =>
        filter.kind === 'day' ? (
          <DayFilter
            key={filter.name}
            label={filter.label}
            value={values[filter.name] ?? ANY}
            onChange={(day) => {
              // Each digit of a year that is typed is a day already.
              set(filter.name, day, debounce(700));
            }}
          />
        ) : (
          <Select
            key={filter.name}
            aria-label={filter.label}
            prefix={`${filter.label}:`}
            fit
            value={values[filter.name] || ANY_CHOICE}
            options={[{ value: ANY_CHOICE, label: filter.any ?? 'Any' }, ...filter.options]}
            onValueChange={(value) => {
              set(filter.name, value === ANY_CHOICE ? '' : value);
            }}
          />
        ),
      )}
      {active && (
        <Button
          variant="ghost"
          onClick={() => {
            void setValues(null);
          }}
        >
          Clear filters
        </Button>
      )}
      <span role="status" className="sr-only">
        {pending ? 'Loading' : ''}
      </span>
      {actions && <div className="ml-auto flex items-center gap-2">{actions}</div>}
    </div>
  );
}
