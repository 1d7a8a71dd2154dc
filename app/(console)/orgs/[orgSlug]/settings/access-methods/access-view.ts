import type { AccessMethodView, ComplianceView } from '@/components/access/views';
import type { ComplianceItem } from '@/lib/access/list-compliance';
import type { AccessMethod } from '@/lib/access/model';

/** A row of the table as it crosses to the browser. */
export function accessMethodView(method: AccessMethod): AccessMethodView {
  const { lastChange } = method;
  return {
    ...method,
    lastChange: lastChange && { ...lastChange, at: lastChange.at.toISOString() },
  };
}

/** A member of the compliance list likewise. */
export function complianceView(member: ComplianceItem, readerId: string): ComplianceView {
  const { lastSignIn, remindedAt } = member;
  return {
    ...member,
    lastSignIn: lastSignIn && { ...lastSignIn, at: lastSignIn.at.toISOString() },
    debts: member.debts.map((debt) =>
      debt.kind === 'second-factor' ? { ...debt, dueAt: debt.dueAt.toISOString() } : debt,
    ),
    remindedAt: remindedAt?.toISOString() ?? null,
    isReader: member.userId === readerId,
  };
}
