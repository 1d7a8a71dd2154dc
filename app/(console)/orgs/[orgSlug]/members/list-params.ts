import { listMembersSchema, memberSorts, type ListMembersInput } from '@/lib/orgs/schema';
import { parseSort, type SearchParams, type Sort } from '@/components/ui/list-url';
import { listInput, param } from '@/lib/web/list-input';

const pageLength = 25;

/** The directory that an address asks for; the export reads the same parameters. */
export function memberListOf(params: SearchParams): { sort: Sort; input: ListMembersInput } {
  const sort = parseSort(params.sort, memberSorts, { key: 'name', direction: 'asc' });
  const input = listInput(listMembersSchema, {
    search: param(params, 'q'),
    role: param(params, 'role'),
    sort: sort.key,
    direction: sort.direction,
    cursor: param(params, 'cursor'),
    limit: pageLength,
  });
  return { sort, input };
}
