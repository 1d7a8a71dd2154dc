import { useFormContext } from './field-context';

/** The first complaint about a list, which the server files under the list or one of its entries (`ipRanges.2`). */
export function useListError(): (name: string) => string | undefined {
  const form = useFormContext();
  return (name) =>
    Object.entries(form?.fieldErrors ?? {}).find(
      ([field]) => field === name || field.startsWith(`${name}.`),
    )?.[1]?.[0];
}
