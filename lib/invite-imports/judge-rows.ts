import { roles, type Role } from '@/lib/authz/permissions';
import { mayInviteTo } from '@/lib/invites/model';
import { canonicalEmail, domainOf } from '@/lib/kernel/email-address';
import { isPlainLine } from '@/lib/kernel/plain-line';
import type { RowState } from './model';
import { namedAddress, type GivenRow } from './read-columns';

export type TeamChoice = { id: string; name: string; archivedAt: Date | null };

/** What a line is read with. */
export type Vocabulary = {
  ownRole: Role;
  defaultRole: Role;
  defaultTeamIds: readonly string[];
  teams: readonly TeamChoice[];
};

/** What stands in the way of addresses at this moment. */
export type Facts = {
  members: ReadonlySet<string>;
  waiting: ReadonlySet<string>;
  /** Who was invited, did not come in time, and may be invited anew. */
  expired: ReadonlySet<string>;
  /** Domains that sign in by the single sign-on of another organization. */
  elsewhere: ReadonlySet<string>;
  /** How many more may be invited today. */
  allowance: number;
};

export type Understood = {
  email: string | null;
  name: string | null;
  role: Role | null;
  teamIds: string[];
};

export type JudgedRow = Understood & {
  given: GivenRow;
  state: RowState;
  detail: string | null;
};

type Verdict = { state: RowState; detail: string | null };

const maxNameLength = 100;
const maxTeams = 100;

/** Each line with one verdict: what is wrong with its address first, then with what it asks for. */
export function judgeRows(
  given: readonly GivenRow[],
  vocabulary: Vocabulary,
  { members, waiting, elsewhere, allowance }: Facts,
): JudgedRow[] {
  const findTeams = teamFinder(vocabulary);
  const firstLines = new Map<string, number>();
  let left = allowance;
  return given.map((row) => {
    const address = namedAddress(row.email);
    const email = canonicalEmail(address.email);
    const name = row.name === '' ? address.name : row.name;
    const role = row.role === '' ? vocabulary.defaultRole : roleNamed(row.role);
    const teams = findTeams(row.teams);
    const understood = { email, name: name === '' ? null : name, role, teamIds: teams.ids };
    const judge = (): Verdict => {
      if (email === null) return { state: 'bad-address', detail: clipped(row.email) };
      const first = firstLines.get(email);
      if (first !== undefined) return { state: 'duplicate', detail: String(first) };
      firstLines.set(email, row.line);
      if (members.has(email)) return { state: 'member', detail: null };
      if (waiting.has(email)) return { state: 'invited-before', detail: null };
      if (elsewhere.has(domainOf(email))) {
        return { state: 'sso-elsewhere', detail: clipped(domainOf(email)) };
      }
      if (name !== '' && (name.length > maxNameLength || !isPlainLine(name))) {
        return { state: 'bad-name', detail: null };
      }
      if (role === null) return { state: 'unknown-role', detail: clipped(row.role) };
      if (!mayInviteTo(vocabulary.ownRole, role)) return { state: 'role-too-high', detail: null };
      if (teams.fault !== null) return teams.fault;
      left -= 1;
      if (left < 0) return { state: 'daily-limit', detail: null };
      return { state: 'ready', detail: null };
    };
    const verdict = judge();
    // A name that cannot be shown is not kept either.
    const shown = verdict.state === 'bad-name' ? { ...understood, name: null } : understood;
    return { ...shown, ...verdict, given: row };
  });
}

const rolesByName = new Map(roles.map((role) => [lettersOf(role), role]));

/** A role by its name however it is spelt: `Read-Only`, `read_only`, `READONLY`. */
export const roleNamed = (text: string): Role | null => rolesByName.get(lettersOf(text)) ?? null;

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

type FoundTeams = { ids: string[]; fault: Verdict | null };

/** Finds the teams of a cell, `One; Two` or `One|Two`, whatever their case. What was asked once is remembered. */
function teamFinder({ teams, defaultTeamIds }: Vocabulary): (cell: string) => FoundTeams {
  const byName = new Map<string, TeamChoice>();
  // A live team goes before an archived one of its name.
  const archivedFirst = [...teams].sort(
    (a, b) => Number(a.archivedAt === null) - Number(b.archivedAt === null),
  );
  for (const team of archivedFirst) byName.set(team.name.toLowerCase(), team);
  const named = (name: string) => byName.get(name.trim().toLowerCase());
  const known = new Map<string, FoundTeams>();

  function partsOf(cell: string): string[] {
    if (named(cell) !== undefined) return [cell];
    const parts = cell.split(/[;|]/).map((part) => part.trim());
    const filled = parts.filter((part) => part !== '');
    // As the directory's own export writes them.
    return filled.flatMap((part) => {
      const pieces = part.split(',').map((piece) => piece.trim());
      const isList = named(part) === undefined && pieces.every((piece) => named(piece));
      return isList ? pieces : [part];
    });
  }

  function find(cell: string): FoundTeams {
    const ids = new Set<string>();
    for (const part of partsOf(cell).slice(0, maxTeams)) {
      const team = named(part);
      if (team === undefined) {
        return { ids: [], fault: { state: 'unknown-team', detail: clipped(part) } };
      }
      if (team.archivedAt !== null) {
        return { ids: [], fault: { state: 'archived-team', detail: team.name } };
      }
      ids.add(team.id);
    }
    return { ids: ids.size === 0 ? [...defaultTeamIds] : [...ids], fault: null };
  }

  return (cell) => {
    const before = known.get(cell);
    if (before !== undefined) return before;
    const found = find(cell);
    known.set(cell, found);
    return found;
  };
}

const maxDetail = 80;
/** Enough to find it in the file. */
export const clipped = (text: string, max = maxDetail): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** A row that was ready, at the moment in which it is written. */
export type ReadyRow = {
  id: string;
  line: number;
  place: number;
  email: string;
  name: string | null;
  role: Role;
  teamIds: string[];
};

/** What has come between since the preview: somebody joined, was invited, a team was archived, a right was lost. */
export function judgeAgain(
  rows: readonly ReadyRow[],
  { ownRole, teams }: Pick<Vocabulary, 'ownRole' | 'teams'>,
  { members, waiting, elsewhere, allowance }: Facts,
): { row: ReadyRow; verdict: Verdict }[] {
  const byId = new Map(teams.map((team) => [team.id, team]));
  let left = allowance;
  return rows.map((row) => {
    const judge = (): Verdict => {
      if (members.has(row.email)) return { state: 'member', detail: null };
      if (waiting.has(row.email)) return { state: 'invited-before', detail: null };
      if (elsewhere.has(domainOf(row.email))) {
        return { state: 'sso-elsewhere', detail: clipped(domainOf(row.email)) };
      }
      if (!mayInviteTo(ownRole, row.role)) return { state: 'role-too-high', detail: null };
      const gone = row.teamIds.map((id) => byId.get(id)).find((team) => !team || team.archivedAt);
      if (gone !== undefined) return { state: 'archived-team', detail: gone.name };
      if (row.teamIds.some((id) => !byId.has(id))) return { state: 'unknown-team', detail: null };
      left -= 1;
      if (left < 0) return { state: 'daily-limit', detail: null };
      return { state: 'ready', detail: null };
    };
    return { row, verdict: judge() };
  });
}
