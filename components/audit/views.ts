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
};

/** `Ada Okafor <ada@acme.example>` as its two halves. */
export function splitLabel(label: string): { name: string; email: string | null } {
  const match = /^(.*) <([^<>]+)>$/.exec(label);
  return match
    ? { name: match[1] ?? label, email: match[2] ?? null }
    : { name: label, email: null };
}
