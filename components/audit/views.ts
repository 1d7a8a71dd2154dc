import type { AuditAction, AuditTargetKind } from '@/lib/audit/actions';

/** An event as it crosses to the browser; instants are ISO 8601. */
export type AuditEventView = {
  id: string;
  occurredAt: string;
  actorKind: 'user' | 'operator' | 'system';
  actorId: string | null;
  actorLabel: string;
  action: AuditAction;
  targetKind: AuditTargetKind;
  targetId: string | null;
  targetLabel: string;
  ip: string | null;
  /** What changed, in a few words, where that can be said so. */
  change: string | null;
};

/** With what only its own page shows. */
export type AuditEventDetail = AuditEventView & {
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** "Chrome 142 on Linux"; null where no browser was. */
  device: string | null;
  sessionMethod: string | null;
  requestId: string | null;
};

export const targetKindNames: Record<AuditTargetKind, string> = {
  user: 'User',
  session: 'Session',
  organization: 'Organization',
  team: 'Team',
  member: 'Member',
  'api-key': 'API key',
  'audit-log': 'Audit log',
  page: 'Permission',
};

/** `Ada Okafor <ada@acme.example>` as its two halves. */
export function splitLabel(label: string): { name: string; email: string | null } {
  const match = /^(.*) <([^<>]+)>$/.exec(label);
  return match
    ? { name: match[1] ?? label, email: match[2] ?? null }
    : { name: label, email: null };
}
