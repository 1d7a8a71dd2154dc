import { cx } from './cx';

/** Initials; always beside the name, so it says nothing itself. */
export function Avatar({
  name,
  shape = 'person',
  size = 'md',
}: {
  name: string;
  shape?: 'person' | 'organization';
  size?: 'sm' | 'md' | 'lg';
}) {
  return (
    <span
      aria-hidden
      className={cx(
        'grid shrink-0 place-items-center border font-medium select-none',
        shape === 'person'
          ? 'rounded-full border-line-strong bg-sunken text-muted'
          : 'rounded-md border-accent-line bg-accent-soft text-accent-text',
        size === 'sm' && 'size-6 text-[0.625rem]',
        size === 'md' && 'size-7 text-xs',
        size === 'lg' && 'size-10 text-sm',
      )}
    >
      {initialsOf(name, shape === 'person' ? 2 : 1)}
    </span>
  );
}

export function initialsOf(name: string, count: number): string {
  const words = name
    .trim()
    .split(/[\s@._-]+/u)
    .filter(Boolean);
  const chosen = count === 1 || words.length < 2 ? words.slice(0, 1) : [words[0], words.at(-1)];
  return (
    chosen.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase('en') ?? '').join('') || '?'
  );
}
