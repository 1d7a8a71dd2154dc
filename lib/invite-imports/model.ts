import type { Role } from '@/lib/authz/permissions';

/** What one file may hold. Past either it is refused, with the limit named. */
export const maxImportRows = 10_000;
export const maxImportBytes = 5 * 1024 * 1024;
export const maxImportMegabytes = 5;

/** Invitations that one organization writes from files within 24 hours. */
export const importedInvitationsPerDay = 20_000;
/** Previews that an organization keeps; the oldest of more is thrown away. */
export const keptPreviews = 5;
export const previewSeconds = 24 * 60 * 60;
/** For how long it can be seen what became of a file. */
export const resultSeconds = 90 * 24 * 60 * 60;

export type ImportStatus = 'preview' | 'running' | 'done' | 'stopped';

/** Why an import ended with rows that were not written. */
export const stopReasons = {
  cancelled: 'Somebody stopped it.',
  'inviter-lost-right': 'Whoever started it may no longer invite.',
  'organization-inactive': 'The organization is not active.',
} as const;
export type StopReason = keyof typeof stopReasons;

/** What becomes of a line: one word each, in the order in which filters offer them. */
export const rowStateNames = {
  'bad-address': 'Not an address',
  duplicate: 'Twice in the file',
  member: 'Already a member',
  'invited-before': 'Already invited',
  'sso-elsewhere': 'Belongs to another organization',
  'bad-name': 'Name not usable',
  'unknown-role': 'Unknown role',
  'role-too-high': 'Role above yours',
  'unknown-team': 'Unknown team',
  'archived-team': 'Archived team',
  'daily-limit': 'Over the daily limit',
  stopped: 'Not written',
  ready: 'Will be invited',
  invited: 'Invited',
} as const;
export type RowState = keyof typeof rowStateNames;
export const rowStates = Object.keys(rowStateNames) as [RowState, ...RowState[]];

/** Lines that need no correction: what they ask for is so already. */
const settledStates: readonly RowState[] = ['duplicate', 'member', 'invited-before', 'invited'];

/** Whether somebody has to change the line, or try again, for the person to be invited. */
export const isFault = (state: RowState): boolean =>
  state !== 'ready' && !settledStates.includes(state);

/** Why, in words. `detail` is what the state needs: the line before, the role or the team as it stands in the file. */
export function explainState(state: RowState, detail: string | null): string {
  const it = detail ?? '';
  switch (state) {
    case 'bad-address':
      return it === '' ? 'The address is missing.' : 'Use an address such as name@example.com.';
    case 'duplicate':
      return `The same address stands in line ${it}.`;
    case 'member':
      return 'This person is in the organization.';
    case 'invited-before':
      return 'An invitation waits for this address. Send that one again, or revoke it.';
    case 'sso-elsewhere':
      return `${it} signs in by the single sign-on of another organization.`;
    case 'bad-name':
      return 'Use at most 100 letters, digits and signs on one line.';
    case 'unknown-role':
      return `There is no role “${it}”. Use Admin, Developer, Billing Manager or Read-Only.`;
    case 'role-too-high':
      return 'You cannot invite to a role with more rights than yours.';
    case 'unknown-team':
      return `There is no team “${it}”.`;
    case 'archived-team':
      return `The team “${it}” is archived.`;
    case 'daily-limit':
      return `${importedInvitationsPerDay.toLocaleString('en')} invitations from files were written within 24 hours.`;
    case 'stopped':
      return 'The import was stopped before this line. Upload the result again to go on.';
    case 'ready':
    case 'invited':
      return '';
  }
}

export type StateCounts = Partial<Record<RowState, number>>;

/** How many lines need a correction. */
export const faultsIn = (counts: StateCounts): number =>
  rowStates.filter(isFault).reduce((sum, state) => sum + (counts[state] ?? 0), 0);

export const encodingNames: Record<string, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little-endian)',
  'utf-16be': 'UTF-16 (big-endian)',
  'windows-1252': 'Latin-1 (Windows-1252)',
};

export const delimiterNames: Record<string, string> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
};

/** What somebody chooses for all lines that say nothing themselves. */
export type ImportSettings = {
  defaultRole: Role;
  defaultTeamIds: string[];
  message: string | null;
  expiresInDays: number;
};
