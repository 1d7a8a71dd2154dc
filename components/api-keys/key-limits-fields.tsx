'use client';

import { useState } from 'react';
import { Field } from '../ui/field';
import { Textarea } from '../ui/input';
import { MultiSelect } from '../ui/multi-select';
import { useListError } from '../ui/use-list-error';
import type { Catalogue } from './views';

export type KeyLimits = { allowedServices: string[]; allowedModels: string[]; ipRanges: string[] };

/** What a key may call, and from where. An empty choice limits nothing, and says so. */
export function KeyLimitsFields({
  catalogue,
  defaults,
}: {
  catalogue: Catalogue;
  defaults?: KeyLimits;
}) {
  const [services, setServices] = useState(defaults?.allowedServices ?? []);
  const models = catalogue.models.filter(
    ({ serviceId }) => services.length === 0 || services.includes(serviceId),
  );
  const error = useListError();
  const serviceName = (id: string) => catalogue.services.find((service) => service.id === id)?.name;
  return (
    <>
      {/* An empty entry says "none": a form would otherwise not mention an empty list at all. */}
      <input type="hidden" name="allowedServices[]" value="" />
      <input type="hidden" name="allowedModels[]" value="" />
      <Field label="Allowed services" name="allowedServices" error={error('allowedServices')}>
        <MultiSelect
          name="allowedServices[]"
          emptyLabel="All services"
          searchPlaceholder="Search services"
          options={catalogue.services.map(({ id, name }) => ({ value: id, label: name }))}
          value={services}
          onValueChange={setServices}
        />
      </Field>
      <Field label="Allowed models" name="allowedModels" error={error('allowedModels')}>
        <MultiSelect
          name="allowedModels[]"
          emptyLabel="All models of these services"
          searchPlaceholder="Search models"
          options={models.map(({ id, name, serviceId }) => ({
            value: id,
            label: name,
            description: serviceName(serviceId),
          }))}
          {...(defaults && { defaultValue: defaults.allowedModels })}
        />
      </Field>
      <Field
        label="IP ranges"
        name="ipRanges"
        optional
        error={error('ipRanges')}
        hint="One a line: an address, or a range such as 203.0.113.0/24 or 2001:db8::/32. Empty means from anywhere."
      >
        <Textarea mono rows={3} spellCheck={false} defaultValue={defaults?.ipRanges.join('\n')} />
      </Field>
    </>
  );
}
