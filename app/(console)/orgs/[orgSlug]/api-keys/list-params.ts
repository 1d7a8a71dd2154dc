import { keySorts, listApiKeysSchema, type ListApiKeysInput } from '@/lib/api-keys/schema';
import { parseSort, type SearchParams, type Sort } from '@/components/ui/list-url';
import { ignoredParams, listInput, param } from '@/lib/web/list-input';

const pageLength = 25;

/** The list that an address asks for; the export reads the same parameters. */
export function keyListOf(params: SearchParams): {
  sort: Sort;
  input: ListApiKeysInput;
  filtered: boolean;
  /** Parameters that make no sense, and that the page leaves out of its address. */
  ignored: string[];
} {
  const sort = parseSort(params.sort, keySorts, { key: 'created', direction: 'desc' });
  const filters = {
    search: param(params, 'q'),
    state: param(params, 'state'),
    environment: param(params, 'environment'),
    teamId: param(params, 'team'),
    ownerId: param(params, 'owner'),
  };
  const input = listInput(listApiKeysSchema, {
    ...filters,
    sort: sort.key,
    direction: sort.direction,
    cursor: param(params, 'cursor'),
    limit: pageLength,
  });
  const ignored = ignoredParams(params, {
    q: input.search,
    state: input.state,
    environment: input.environment,
    team: input.teamId,
    owner: input.ownerId,
  });
  return { sort, input, filtered: Object.values(filters).some(Boolean), ignored };
}
