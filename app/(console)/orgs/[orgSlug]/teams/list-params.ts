import { parseSort, type SearchParams, type Sort } from '@/components/ui/list-url';
import {
  listTeamMembersSchema,
  searchTeamsSchema,
  teamSorts,
  type ListTeamMembersInput,
  type SearchTeamsInput,
} from '@/lib/orgs/team-schema';
import { ignoredParams, listInput, param } from '@/lib/web/list-input';

const pageLength = 25;

/** The teams that an address asks for; the export reads the same parameters. */
export function teamListOf(params: SearchParams): {
  sort: Sort;
  input: SearchTeamsInput;
  filtered: boolean;
  /** Parameters that make no sense, and that the page leaves out of its address. */
  ignored: string[];
} {
  const sort = parseSort(params.sort, teamSorts, { key: 'name', direction: 'asc' });
  const search = param(params, 'q');
  const state = param(params, 'state');
  const input = listInput(searchTeamsSchema, {
    search,
    state,
    sort: sort.key,
    direction: sort.direction,
    cursor: param(params, 'cursor'),
    limit: pageLength,
  });
  const ignored = ignoredParams(params, {
    q: input.search,
    state: state === input.state ? state : undefined,
  });
  return { sort, input, filtered: Boolean(input.search), ignored };
}

/** The members of a team that an address asks for. */
export function teamMemberListOf(
  teamId: string,
  params: SearchParams,
): { input: ListTeamMembersInput; ignored: string[] } {
  const input = listInput(listTeamMembersSchema, {
    teamId,
    search: param(params, 'q'),
    cursor: param(params, 'cursor'),
    limit: pageLength,
  });
  return { input, ignored: ignoredParams(params, { q: input.search }) };
}
