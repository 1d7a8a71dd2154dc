import type { ListedKeyRow } from './list-repository';
import { stateOf, type KeyState } from './model';

/** A key as pages and REST show it: its state worked out, never a secret. */
export type ShownKey = Omit<ListedKeyRow, 'status'> & { state: KeyState };

export function shownKey(row: ListedKeyRow & { nameKey?: string }, now: Date): ShownKey {
  const { status, nameKey: _sortKey, ...rest } = row;
  return { ...rest, state: stateOf({ status, expiresAt: row.expiresAt }, now) };
}
