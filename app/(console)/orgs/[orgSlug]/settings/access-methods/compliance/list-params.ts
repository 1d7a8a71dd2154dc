import { parseSort, type SearchParams, type Sort } from '@/components/ui/list-url';
import {
  complianceSorts,
  listComplianceSchema,
  type ListComplianceInput,
} from '@/lib/access/schema';
import { ignoredParams, listInput, param } from '@/lib/web/list-input';

const pageLength = 25;

/** The list that an address asks for; the export reads the same parameters. */
export function complianceListOf(params: SearchParams): {
  sort: Sort;
  input: ListComplianceInput;
  filtered: boolean;
  /** Parameters that make no sense, and that the page leaves out of its address. */
  ignored: string[];
} {
  const sort = parseSort(params.sort, complianceSorts, { key: 'name', direction: 'asc' });
  const filters = {
    search: param(params, 'q'),
    owes: param(params, 'owes'),
    role: param(params, 'role'),
    mfa: param(params, 'mfa'),
    method: param(params, 'method'),
  };
  const input = listInput(listComplianceSchema, {
    ...filters,
    sort: sort.key,
    direction: sort.direction,
    cursor: param(params, 'cursor'),
    limit: pageLength,
  });
  const ignored = ignoredParams(params, {
    q: input.search,
    owes: input.owes,
    role: input.role,
    mfa: input.mfa,
    method: input.method,
  });
  return { sort, input, filtered: Object.values(filters).some(Boolean), ignored };
}
