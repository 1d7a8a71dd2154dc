import { tagText, type Tag } from '@/lib/orgs/model';
import { Badge } from '../ui/badge';

/** The first few tags of a team, and how many more there are. */
export function TagList({ tags, shown = tags.length }: { tags: readonly Tag[]; shown?: number }) {
  if (tags.length === 0) return <span className="text-muted">None</span>;
  const rest = tags.length - shown;
  return (
    <span className="flex max-w-full flex-wrap gap-1">
      {tags.slice(0, shown).map((tag) => (
        <span
          key={tag.key}
          className="max-w-full rounded-sm border border-line-strong bg-sunken px-1.5 font-mono text-xs leading-5 wrap-anywhere text-muted"
        >
          {tagText(tag)}
        </span>
      ))}
      {rest > 0 && <Badge>{`+${rest}`}</Badge>}
    </span>
  );
}
