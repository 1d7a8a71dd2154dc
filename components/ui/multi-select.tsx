'use client';

import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronsUpDown, Search } from 'lucide-react';
import { useState } from 'react';
import { cx } from './cx';
import { useFieldContext } from './field-context';
import { controlClass } from './input';
import { popupClass, popupItemClass } from './popup-class';
import type { Option } from './select';

export type MultiSelectProps = {
  options: readonly Option[];
  name?: string;
  defaultValue?: readonly string[];
  value?: readonly string[];
  onValueChange?: (values: string[]) => void;
  /** What an empty choice means, in words: "All models". */
  emptyLabel?: string;
  searchPlaceholder?: string;
  disabled?: boolean;
  'aria-label'?: string;
  /** As wide as its words, outside a form's column. */
  fit?: boolean;
  /** Or a width of its own. */
  className?: string;
};

/** Any of many, from a searched list of checks. Posts one `name` entry for each value. */
export function MultiSelect(props: MultiSelectProps) {
  const { options, emptyLabel = 'None', searchPlaceholder = 'Search' } = props;
  const field = useFieldContext();
  const name = props.name ?? field?.name;
  const [own, setOwn] = useState<readonly string[]>(props.defaultValue ?? []);
  const values = props.value ?? own;
  const chosen = options.filter((option) => values.includes(option.value));

  return (
    <>
      {name !== undefined &&
        chosen.map((option) => (
          <input key={option.value} type="hidden" name={name} value={option.value} />
        ))}
      <Combobox.Root
        multiple
        items={options}
        value={chosen}
        disabled={props.disabled ?? field?.disabled ?? false}
        isItemEqualToValue={(a, b) => a.value === b.value}
        onValueChange={(next) => {
          const nextValues = next.map((option) => option.value);
          setOwn(nextValues);
          props.onValueChange?.(nextValues);
        }}
      >
        <Combobox.Trigger
          id={field?.id}
          aria-label={props['aria-label']}
          aria-labelledby={
            props['aria-label'] || !field ? undefined : `${field.labelId} ${field.id}`
          }
          aria-describedby={field?.describedBy}
          aria-invalid={field?.invalid || undefined}
          className={cx(
            controlClass,
            'flex h-8 items-center justify-between gap-2 pr-2 pl-2.5 text-left data-disabled:bg-sunken data-disabled:text-muted',
            props.className ?? (props.fit ? 'max-w-full' : 'w-full'),
          )}
        >
          <span className={cx('min-w-0 truncate', chosen.length === 0 && 'text-muted')}>
            {summarise(chosen, emptyLabel)}
          </span>
          <ChevronsUpDown size={14} aria-hidden className="shrink-0 text-faint" />
        </Combobox.Trigger>
        <Combobox.Portal>
          <Combobox.Positioner sideOffset={4} align="start" className="z-40">
            <Combobox.Popup
              aria-label={searchPlaceholder}
              className={cx(popupClass, 'w-(--anchor-width) max-w-(--available-width) min-w-56')}
            >
              <div className="relative border-b border-line">
                <Search size={14} aria-hidden className="absolute top-2.5 left-3 text-faint" />
                <Combobox.Input
                  aria-label={searchPlaceholder}
                  placeholder={searchPlaceholder}
                  className="h-9 w-full bg-transparent pr-3 pl-8 text-sm outline-none pointer-coarse:text-base"
                />
              </div>
              <Combobox.Empty className="px-3 py-3 text-sm text-muted empty:hidden">
                Nothing matches.
              </Combobox.Empty>
              <Combobox.List className="max-h-64 overflow-y-auto p-1 data-empty:hidden">
                {(option: Option) => (
                  <Combobox.Item
                    key={option.value}
                    value={option}
                    disabled={option.disabled ?? false}
                    className={cx(popupItemClass, 'group')}
                  >
                    <span className="grid size-4 shrink-0 place-items-center rounded-sm border border-line-control group-data-selected:border-accent group-data-selected:bg-accent group-data-selected:text-on-accent">
                      <Combobox.ItemIndicator>
                        <Check size={12} strokeWidth={3} aria-hidden />
                      </Combobox.ItemIndicator>
                    </span>
                    <span className="min-w-0">
                      <span className="block truncate">{option.label}</span>
                      {option.description && (
                        <span className="block text-xs text-muted">{option.description}</span>
                      )}
                    </span>
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
    </>
  );
}

function summarise(chosen: readonly Option[], emptyLabel: string): string {
  if (chosen.length === 0) return emptyLabel;
  if (chosen.length <= 2) return chosen.map((option) => option.label).join(', ');
  return `${chosen.length} selected`;
}
