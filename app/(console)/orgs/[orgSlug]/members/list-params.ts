import { listMembersSchema, memberSorts, type ListMembersInput } from '@/lib/orgs/schema';
import { parseSort, type SearchParams, type Sort } from '@/components/ui/list-url';
import { ignoredParams, listInput, param } from '@/lib/web/list-input';

const pageLength = 25;

/** The directory that an address asks for; the export reads the same parameters. */
export function memberListOf(params: SearchParams): {
  sort: Sort;
  input: ListMembersInput;
  /** Parameters that make no sense, and that the page leaves out of its address. */
  ignored: string[];
} {
  const sort = parseSort(params.sort, memberSorts, { key: 'name', direction: 'asc' });
  const input = listInput(listMembersSchema, {
    search: param(params, 'q'),
    role: param(params, 'role'),
    sort: sort.key,
    direction: sort.direction,
    cursor: param(params, 'cursor'),
    limit: pageLength,
  });
  return { sort, input, ignored: ignoredParams(params, { q: input.search, role: input.role }) };
}
