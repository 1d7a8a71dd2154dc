import type { AuditTargetKind } from '@/lib/audit/actions';
import type { AuditEventRow } from '@/lib/audit/model';

type OfItsOwnPage = 'before' | 'after' | 'sessionMethod' | 'requestId';

/** An event as it crosses to the browser; instants are ISO 8601. */
export type AuditEventView = Omit<AuditEventRow, OfItsOwnPage | 'occurredAt' | 'userAgent'> & {
  occurredAt: string;
  /** What changed, in a few words, where that can be said so. */
  change: string | null;
};

/** With what only its own page shows. */
export type AuditEventDetail = AuditEventView &
  Pick<AuditEventRow, OfItsOwnPage> & {
    /** "Chrome 142 on Linux"; null where no browser was. */
    device: string | null;
  };

export const targetKindNames: Record<AuditTargetKind, string> = {
  user: 'User',
  session: 'Session',
  organization: 'Organization',
  team: 'Team',
  invitation: 'Invitation',
  'invitation-import': 'Import of invitations',
  member: 'Member',
  domain: 'Domain',
  'api-key': 'API key',
  'sso-connection': 'Single sign-on connection',
  'audit-log': 'Audit log',
  page: 'Permission',
  installation: 'Installation',
};

/** Whether the title of an event says its target already: the permission that was refused. */
export const isInTitle = ({ action }: Pick<AuditEventView, 'action'>) => action === 'access.denied';

/** `Ada Okafor <ada@acme.example>` as its two halves. */
export function splitLabel(label: string): { name: string; email: string | null } {
  const match = /^(.*) <([^<>]+)>$/.exec(label);
  return match
    ? { name: match[1] ?? label, email: match[2] ?? null }
    : { name: label, email: null };
}
