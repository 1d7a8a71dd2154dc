import { recordListExport } from '@/lib/audit/record-list-export';
import type { Grant } from '@/lib/authz/authorize';
import { roleNames } from '@/lib/authz/permissions';
import { csvOf } from '@/lib/platform/csv';
import type { Deps } from '@/lib/platform/deps';
import { methodNames, signInMethodNames } from '@/lib/sessions/model';
import { listCompliance, type ComplianceItem } from './list-compliance';
import { debtNames } from './model';
import type { ListComplianceInput } from './schema';

const rowsPerPage = 100;

const columns: readonly [name: string, cell: (member: ComplianceItem) => string | null][] = [
  ['id', ({ userId }) => userId],
  ['name', ({ name }) => name],
  ['email', ({ email }) => email],
  ['role', ({ role }) => roleNames[role]],
  ['two-factor', ({ mfa }) => (mfa ? 'on' : 'off')],
  ['sign-in methods', ({ methods }) => methods.map((one) => signInMethodNames[one]).join(', ')],
  ['last sign-in at', ({ lastSignIn }) => lastSignIn?.at.toISOString() ?? null],
  [
    'last sign-in with',
    ({ lastSignIn }) => lastSignIn && (methodNames[lastSignIn.method] ?? lastSignIn.method),
  ],
  ['owes', ({ debts }) => debts.map(({ kind }) => debtNames[kind]).join(', ')],
  ['second factor due at', ({ debts }) => dueAtOf(debts)?.toISOString() ?? null],
  ['reminded at', ({ remindedAt }) => remindedAt?.toISOString() ?? null],
];

function dueAtOf(debts: ComplianceItem['debts']): Date | null {
  for (const debt of debts) if (debt.kind === 'second-factor') return debt.dueAt;
  return null;
}

/** The list as CSV, as filtered and sorted, in pieces: a short query each. Its own event is written first. */
export async function* exportCompliance(
  deps: Deps,
  grant: Grant<'member.read-sign-in'>,
  input: ListComplianceInput,
): AsyncGenerator<string> {
  await recordListExport(deps, grant, {
    action: 'compliance-list.exported',
    target: { kind: 'member', label: 'Compliance of members' },
    input,
  });
  yield csvOf([columns.map(([name]) => name)]);
  let cursor: string | undefined;
  do {
    const page = await listCompliance(deps, grant, { ...input, cursor, limit: rowsPerPage });
    if (page.items.length > 0) {
      yield csvOf(page.items.map((member) => columns.map(([, cell]) => cell(member))));
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
