import { auditActions, entryRefusals } from '@/lib/audit/actions';
import { roleNames } from '@/lib/authz/permissions';
import type { JoinMode } from '@/lib/domains/model';
import { useCaseNames } from '@/lib/orgs/model';
import { refusalNames } from '@/lib/sign-in/model';

/** A value in words; `null` where that side has no such field. */
export type FieldValue =
  | { kind: 'text'; text: string }
  | { kind: 'nothing'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'instant'; iso: string };

export type FieldRow = {
  field: string;
  label: string;
  before: FieldValue | null;
  after: FieldValue | null;
};

type State = Record<string, unknown> | null;

/** Fields in the order in which they are read; the database keeps none. Maps, since a field may be called `constructor`. */
const labels = mapOf({
  name: 'Name',
  email: 'Email',
  slug: 'Address',
  hint: 'Key',
  role: 'Role',
  permission: 'Permission',
  owner: 'Owner',
  invitedBy: 'Invited by',
  sessionsEnded: 'Sessions ended',
  state: 'State',
  status: 'Status',
  because: 'Reason',
  reason: 'Reason',
  environment: 'Environment',
  team: 'Team',
  teams: 'Teams',
  scopes: 'Scopes',
  allowedServices: 'Allowed services',
  allowedModels: 'Allowed models',
  ipRanges: 'IP ranges',
  sessionAbsoluteMinutes: 'Sign in again after, in minutes',
  sessionIdleMinutes: 'Or without use for, in minutes',
  consoleIpRanges: 'IP ranges for the console',
  keyIpRanges: 'IP ranges for keys',
  maxKeyDays: 'Maximum lifetime of keys, in days',
  entityId: 'Entity ID',
  signInUrl: 'Sign-in URL',
  allowsIdpInitiated: 'Sign-in begun by the identity provider',
  defaultRole: 'Role without a rule',
  groupsAttribute: 'Attribute of the groups',
  groupRoles: 'Roles by group',
  joinMode: 'Joining by an address',
  joinRole: 'Role of whoever joins',
  replaced: 'In the place of another',
  keysEnded: 'Keys that ended',
  keysMoved: 'Keys that end at another time',
  expiresAt: 'Expires',
  groupId: 'Group ID',
  useCase: 'Use case',
  timeZone: 'Time zone',
  actorId: 'Actor',
  action: 'Action',
  targetKind: 'Kind of target',
  targetId: 'Target',
  from: 'From',
  to: 'To',
});
const places = new Map([...labels.keys()].map((field, index) => [field, index]));

/** What an empty list or no value means where it does not mean "none". */
const emptyWords = mapOf({
  allowedModels: 'All models',
  allowedServices: 'All services',
  ipRanges: 'From anywhere',
  consoleIpRanges: 'From anywhere',
  keyIpRanges: 'From anywhere',
  maxKeyDays: 'None',
  sessionAbsoluteMinutes: 'As everywhere',
  sessionIdleMinutes: 'As everywhere',
  expiresAt: 'Never',
});

const joinModeWords: Record<JoinMode, string> = {
  none: 'By invitation alone',
  offer: 'Offer to join',
  provision: 'Single sign-on makes them members',
};

const words = mapOf<(value: string) => string | undefined>({
  role: (value) => mapOf(roleNames).get(value),
  defaultRole: (value) => mapOf(roleNames).get(value),
  joinMode: (value) => mapOf(joinModeWords).get(value),
  joinRole: (value) => mapOf(roleNames).get(value),
  useCase: (value) => mapOf(useCaseNames).get(value),
  action: (value) => mapOf(auditActions).get(value),
  reason: (value) => mapOf({ ...refusalNames, ...entryRefusals }).get(value),
  environment: capitalised,
  state: capitalised,
  status: capitalised,
});

/** What was before and after an act, field by field. */
export function fieldRows(before: State, after: State): FieldRow[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const placeOf = (field: string) => places.get(field) ?? places.size;
  const ordered = [...fields].sort((a, b) => placeOf(a) - placeOf(b) || a.localeCompare(b, 'en'));
  return ordered.map((field) => ({
    field,
    label: labels.get(field) ?? spelled(field),
    before: valueOf(field, before),
    after: valueOf(field, after),
  }));
}

/** What the action says already. */
const toldByAction = new Set(['state', 'status']);

/**
 * A change in a few words for a list: "Developer → Read-Only", or the fields where there are several. Of a refusal, its
 * reason. What stayed as it was is not named.
 */
export function changeInWords(before: State, after: State): string | null {
  const rows = fieldRows(before, after).filter(
    (row) =>
      row.before !== null &&
      row.after !== null &&
      !toldByAction.has(row.field) &&
      JSON.stringify(before?.[row.field]) !== JSON.stringify(after?.[row.field]),
  );
  const [first] = rows;
  if (first === undefined) return shortOf(valueOf('reason', after));
  const [from, to] = [shortOf(first.before), shortOf(first.after)];
  if (rows.length > 1 || from === null || to === null) {
    return rows.map(({ label }) => label).join(', ');
  }
  return `${from} → ${to}`;
}

function shortOf(value: FieldValue | null): string | null {
  return value !== null && 'text' in value && value.text.length <= 40 ? value.text : null;
}

function valueOf(field: string, state: State): FieldValue | null {
  if (state === null || !Object.hasOwn(state, field)) return null;
  const value = state[field];
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    return { kind: 'nothing', text: emptyWords.get(field) ?? 'None' };
  }
  if (Array.isArray(value)) return { kind: 'list', items: value.map(String) };
  if (typeof value === 'boolean') return { kind: 'text', text: value ? 'Yes' : 'No' };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return { kind: 'instant', iso: text };
  return { kind: 'text', text: words.get(field)?.(text) ?? text };
}

function mapOf<T>(entries: Record<string, T>): ReadonlyMap<string, T> {
  return new Map(Object.entries(entries));
}

/** `allowedModels` as "Allowed models". */
function spelled(field: string): string {
  return capitalised(field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
