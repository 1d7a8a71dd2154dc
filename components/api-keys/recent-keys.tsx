import { IntentLink } from '../ui/intent-link';
import { Time } from '../ui/time';
import { KeyStatus } from './key-state';
import type { KeyView } from './views';

/** The newest keys in a few lines. */
export function RecentKeys({
  keys,
  hrefOf,
}: {
  keys: readonly KeyView[];
  hrefOf: (keyId: string) => string;
}) {
  return (
    <ul className="divide-y divide-line">
      {keys.map((key) => (
        <li
          key={key.id}
          className="flex min-h-15 items-start justify-between gap-4 px-4 py-2.5 sm:px-5"
        >
          <div className="min-w-0">
            <IntentLink
              href={hrefOf(key.id)}
              className="block truncate rounded-sm font-medium hover:underline"
            >
              {key.name}
            </IntentLink>
            <code className="font-mono text-xs text-muted">{key.hint}</code>
          </div>
          <div className="shrink-0 text-right">
            <KeyStatus state={key.state} />
            <p className="text-xs text-muted">
              {key.lastUsedAt === null ? (
                'Never used'
              ) : (
                <>
                  Used <Time value={key.lastUsedAt} />
                </>
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
