/** What Next gives a page as its search parameters, awaited. */
export type SearchParams = Record<string, string | string[] | undefined>;

/**
 * The address of the same list with some parameters changed; null or '' takes one away. Any change
 * but of the cursor itself starts again from the first page.
 */
export function listHref(
  pathname: string,
  current: SearchParams,
  changes: Record<string, string | null>,
): string {
  const query = new URLSearchParams();
  const merged: SearchParams = {
    ...current,
    ...('cursor' in changes ? {} : { cursor: undefined }),
  };
  for (const [name, value] of Object.entries(merged)) {
    if (name in changes || value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, item);
  }
  for (const [name, value] of Object.entries(changes)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `${pathname}?${text}` : pathname;
}

/** The address of the same list without some parameters, from its first page. */
export const hrefWithout = (pathname: string, current: SearchParams, names: readonly string[]) =>
  listHref(pathname, current, Object.fromEntries(names.map((name) => [name, null])));

export type Sort = { key: string; direction: 'asc' | 'desc' };

/** `sort=name` is upwards, `sort=-name` downwards. */
export function parseSort(
  value: string | string[] | undefined,
  allowed: readonly string[],
  fallback: Sort,
): Sort {
  if (typeof value !== 'string') return fallback;
  const direction = value.startsWith('-') ? 'desc' : 'asc';
  const key = value.replace(/^-/, '');
  return allowed.includes(key) ? { key, direction } : fallback;
}

export const formatSort = (sort: Sort): string =>
  sort.direction === 'desc' ? `-${sort.key}` : sort.key;
