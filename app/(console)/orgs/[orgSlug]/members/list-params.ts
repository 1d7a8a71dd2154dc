import { reachOf, type Role } from '@/lib/authz/permissions';
import { listMembersSchema, memberSorts, type ListMembersInput } from '@/lib/orgs/schema';
import { parseSort, type SearchParams, type Sort } from '@/components/ui/list-url';
import { ignoredParams, listInput, param } from '@/lib/web/list-input';

const pageLength = 25;

/**
 * The directory that an address asks for; the export reads the same parameters. What the reader may not know is no
 * filter or order of theirs, so that an Admin's link opens for everybody.
 */
export function memberListOf(
  params: SearchParams,
  reader: Role,
): {
  sort: Sort;
  input: ListMembersInput;
  filtered: boolean;
  /** Parameters that make no sense, and that the page leaves out of its address. */
  ignored: string[];
} {
  const maySeeKeys = reachOf(reader, 'api-key.read') !== false;
  const maySeeSignIn = reachOf(reader, 'member.read-sign-in') !== false;
  const sorts = memberSorts.filter((each) => each !== 'keys' || maySeeKeys);
  const sort = parseSort(params.sort, sorts, { key: 'name', direction: 'asc' });
  const filters = {
    search: param(params, 'q'),
    role: param(params, 'role'),
    teamId: param(params, 'team'),
    mfa: maySeeSignIn ? param(params, 'mfa') : undefined,
    method: maySeeSignIn ? param(params, 'method') : undefined,
    active: param(params, 'active'),
  };
  const input = listInput(listMembersSchema, {
    ...filters,
    sort: sort.key,
    direction: sort.direction,
    cursor: param(params, 'cursor'),
    limit: pageLength,
  });
  const ignored = ignoredParams(params, {
    q: input.search,
    role: input.role,
    team: input.teamId,
    mfa: input.mfa,
    method: input.method,
    active: input.active,
  });
  return { sort, input, filtered: Object.values(filters).some(Boolean), ignored };
}
