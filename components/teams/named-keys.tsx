import { InlineCode } from '../ui/text';

type NamedKey = { id: string; name: string; hint: string; ownerName?: string | null };

/** Keys by name; a long list scrolls in its place, since each of them is meant. */
export function NamedKeys({ keys, label }: { keys: readonly NamedKey[]; label: string }) {
  return (
    // A list that scrolls must be reached by keyboard too.
    <ul
      aria-label={label}
      tabIndex={keys.length > 5 ? 0 : undefined}
      className="mt-1.5 max-h-40 space-y-1 overflow-y-auto text-sm"
    >
      {keys.map((key) => (
        <li key={key.id} className="wrap-anywhere">
          {key.name} <InlineCode>{key.hint}</InlineCode>
          {key.ownerName && <span className="text-muted"> of {key.ownerName}</span>}
        </li>
      ))}
    </ul>
  );
}

/** `1 key`, `3 keys`. */
export const keysInWords = (count: number): string => (count === 1 ? '1 key' : `${count} keys`);
