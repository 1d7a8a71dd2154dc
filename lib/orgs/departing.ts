import type { AuditAction } from '@/lib/audit/actions';
import type { KeyFate } from './departure';
import type { Departure } from './load-departure';
import type { MemberRow } from './member-repository';

/** A member on their way out, and what was decided about what they leave behind. */
export type Departing = {
  action: Extract<AuditAction, 'member.removed' | 'member.left'>;
  member: MemberRow;
  /** Who decides: an Admin, or the member. */
  decider: MemberRow;
  departure: Departure;
  fates: readonly KeyFate[];
  /** Who answers for the invitations from now on; null where they end. */
  inviter: MemberRow | null;
  /** Sessions that ended with it, where that is asked at all. */
  sessions?: number;
};

export const labelOf = ({ name, email }: Pick<MemberRow, 'name' | 'email'>) => `${name} <${email}>`;

export const becauseOf = ({ action, member }: Pick<Departing, 'action' | 'member'>): string =>
  action === 'member.removed'
    ? `${member.name} was removed from the organization`
    : `${member.name} left the organization`;
