import type { Role } from '@/lib/authz/permissions';
import type { ImportStatus, RowState, StateCounts, StopReason } from '@/lib/invite-imports/model';

/** A list as its page shows it. Instants are ISO 8601, since they cross to the browser. */
export type ImportView = {
  id: string;
  status: ImportStatus;
  stopReason: StopReason | null;
  fileName: string | null;
  encoding: string;
  delimiter: string;
  ignoredColumns: string[];
  rowCount: number;
  invitedCount: number;
  defaultRole: Role;
  defaultTeams: string[];
  message: string | null;
  expiresInDays: number;
  createdByName: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  expiresAt: string;
  counts: StateCounts;
  mails: { all: number; sent: number; failed: number };
};

/** A line of the table of lists. */
export type ImportListView = Pick<
  ImportView,
  'id' | 'status' | 'fileName' | 'rowCount' | 'invitedCount' | 'createdByName' | 'createdAt'
>;

export type ImportRowView = {
  id: string;
  line: number;
  state: RowState;
  detail: string | null;
  givenEmail: string;
  givenRole: string;
  givenTeams: string;
  email: string | null;
  name: string | null;
  role: Role | null;
  teams: string[];
};

/** "9,812", "1 line", "2 lines". */
export const number = (count: number): string => count.toLocaleString('en');
export const lines = (count: number): string =>
  `${number(count)} ${count === 1 ? 'line' : 'lines'}`;
export const people = (count: number): string =>
  `${number(count)} ${count === 1 ? 'person' : 'people'}`;
