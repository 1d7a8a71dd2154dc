import type { Reach } from '@/lib/authz/permissions';
import type { AuditAction, AuditTargetKind } from './actions';

export type AuditEventRow = {
  id: string;
  occurredAt: Date;
  actorKind: 'user' | 'operator' | 'system';
  actorId: string | null;
  actorLabel: string;
  action: AuditAction;
  targetKind: AuditTargetKind;
  targetId: string | null;
  targetLabel: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  sessionMethod: string | null;
};

/** Events that concern billing, which Billing Managers see whoever caused them. None exists before plans do. */
export const billingActions: readonly AuditAction[] = [];

/** Which events of the organization a reader may see. An actor sees refused sign-ins to their account too. */
export type Visibility =
  { of: 'everyone' } | { of: 'actor'; actorId: string; alsoActions: readonly AuditAction[] };

export function visibilityOf(reach: Reach, userId: string): Visibility {
  switch (reach) {
    case 'all':
      return { of: 'everyone' };
    case 'billing-and-own-acts':
      return { of: 'actor', actorId: userId, alsoActions: billingActions };
    // A reach that this log does not know is read as the narrowest.
    case 'own-acts':
    case 'own-teams':
      return { of: 'actor', actorId: userId, alsoActions: [] };
  }
}
