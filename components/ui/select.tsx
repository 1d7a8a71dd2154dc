'use client';

import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { cx } from './cx';
import { useFieldContext } from './field-context';
import { controlClass } from './input';
import { popupClass, popupItemClass } from './popup-class';

export type Option = {
  value: string;
  label: string;
  description?: string | undefined;
  disabled?: boolean | undefined;
};

export type SelectProps = {
  options: readonly Option[];
  name?: string;
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
  /** Only outside a Field, where no label names it. */
  'aria-label'?: string;
  /** What stands before the chosen value, as in "Status: Active". */
  prefix?: string;
  /** As wide as its words, outside a form's column. */
  fit?: boolean;
  /** Or a width of its own. */
  className?: string;
};

/** One of a few. In a Field it takes name, label and errors from it; it posts its value as `name`. */
export function Select(props: SelectProps) {
  const { options, placeholder = 'Choose…', prefix } = props;
  const className = props.className ?? (props.fit ? 'max-w-full' : 'w-full');
  const field = useFieldContext();
  const name = props.name ?? field?.name;
  const items = options.map(({ value, label }) => ({ value, label }));

  return (
    <Base.Root
      items={items}
      modal={false}
      disabled={props.disabled ?? field?.disabled ?? false}
      required={field?.required ?? false}
      {...(name !== undefined && { name })}
      {...(props.value !== undefined && { value: props.value })}
      {...(props.defaultValue !== undefined && { defaultValue: props.defaultValue })}
      onValueChange={(value) => {
        if (value !== null) props.onValueChange?.(value);
      }}
    >
      <Base.Trigger
        id={field?.id}
        aria-label={props['aria-label']}
        aria-labelledby={props['aria-label'] ? undefined : field?.labelId}
        aria-describedby={field?.describedBy}
        aria-invalid={field?.invalid || undefined}
        className={cx(
          controlClass,
          'flex h-8 items-center justify-between gap-2 pr-2 pl-2.5 text-left data-disabled:bg-sunken data-disabled:text-muted',
          className,
        )}
      >
        <span className="min-w-0 truncate">
          {prefix && <span className="text-muted">{prefix} </span>}
          <Base.Value placeholder={placeholder} className="data-placeholder:text-faint" />
        </span>
        <Base.Icon className="text-faint">
          <ChevronsUpDown size={14} aria-hidden />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" alignItemWithTrigger={false} className="z-40">
          <Base.Popup
            className={cx(
              popupClass,
              'max-h-(--available-height) max-w-[min(24rem,var(--available-width))] min-w-(--anchor-width)',
            )}
          >
            <Base.List className="max-h-80 overflow-y-auto p-1">
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled ?? false}
                  className={cx(popupItemClass, 'items-start pr-3')}
                >
                  <span className="grid h-5 w-4 shrink-0 place-items-center">
                    <Base.ItemIndicator>
                      <Check size={14} aria-hidden />
                    </Base.ItemIndicator>
                  </span>
                  <span className="min-w-0">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.description && (
                      <span className="block text-xs text-muted">{option.description}</span>
                    )}
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
