import type { Grant } from '@/lib/authz/authorize';
import type { Page } from '@/lib/kernel/page';
import { loadDirectoryPage, methodsIn } from '@/lib/orgs/directory-page';
import type { DirectoryRow } from '@/lib/orgs/directory-repository';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { SignInMethod } from '@/lib/sessions/model';
import { debtsOf } from './debts';
import { lackOf, loadDemands } from './load-demands';
import { remindedEverySeconds, type Debt, type Demands } from './model';
import type { ListComplianceInput } from './schema';

export type ComplianceItem = Pick<DirectoryRow, 'userId' | 'name' | 'email' | 'role'> & {
  mfa: boolean;
  methods: SignInMethod[];
  /** When a session that opens the organization was last opened, and how (`google+totp`). */
  lastSignIn: { at: Date; method: string } | null;
  debts: Debt[];
  remindedAt: Date | null;
  /** Whether there is something to remind them of, and it is time. */
  mayBeReminded: boolean;
};

/**
 * The members with how each signs in, and what they owe to what the organization asks.
 * @throws AppError `invalid-input` (field `cursor`).
 */
export async function listCompliance(
  deps: Pick<Deps, 'db' | 'clock' | 'oauth'>,
  { organizationId }: Grant<'member.read-sign-in'>,
  input: ListComplianceInput,
): Promise<Page<ComplianceItem>> {
  const { owes, role, mfa, method } = input;
  return withOrg(deps.db, organizationId, async (tx) => {
    const demands = await loadDemands(deps, tx, organizationId);
    const kinds = owes === undefined || owes === 'anything' ? undefined : [owes];
    const lacks = owes === undefined ? undefined : lackOf(demands, kinds);
    const filters = { role, mfa, method, lacks, teamId: undefined, active: undefined };
    const page = await loadDirectoryPage(tx, organizationId, input, filters);
    const now = deps.clock.now();
    return { ...page, items: page.items.map((row) => itemOf(row, demands, now)) };
  });
}

function itemOf(row: DirectoryRow, demands: Demands, now: Date): ComplianceItem {
  const { userId, name, email, role, hasMfa, lastSignInAt, lastSignInMethod, remindedAt } = row;
  const methods = methodsIn(row);
  const debts = debtsOf({ email, hasMfa, methods, joinedAt: row.joinedAt }, demands, now);
  return {
    ...{ userId, name, email, role, methods, debts, remindedAt },
    mfa: hasMfa,
    lastSignIn:
      lastSignInAt === null || lastSignInMethod === null
        ? null
        : { at: lastSignInAt, method: lastSignInMethod },
    mayBeReminded: debts.length > 0 && !wasLatelyReminded(remindedAt, now),
  };
}

export function wasLatelyReminded(remindedAt: Date | null, now: Date): boolean {
  return remindedAt !== null && addSeconds(remindedAt, remindedEverySeconds) > now;
}
