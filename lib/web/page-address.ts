/** Set by the proxy for every page, whatever the client sent under this name: path and query of the page. */
export const pageAddressHeader = 'x-gatehouse-page';

/** As much as the sign-in page takes back (`safeNextPath`), with room for what else stands in a line of headers. */
const longest = 1024;

/**
 * The page that a request asks for, as an address to come back to: without Next's own parameter, and without its
 * query where that is longer than anybody would want back.
 */
export function pageAddressOf({ pathname, search }: { pathname: string; search: string }): string {
  const query = new URLSearchParams(search);
  query.delete('_rsc');
  const address = query.size === 0 ? pathname : `${pathname}?${query.toString()}`;
  return address.length <= longest ? address : pathname;
}
