import { enrolByOf } from '@/lib/policy/decide-entry';
import type { SignInMethod } from '@/lib/sessions/model';
import type { Debt, Demands } from './model';

/** Of a member, what decides about what they owe. */
export type Debtor = {
  email: string;
  hasMfa: boolean;
  /** By what they can sign in. */
  methods: readonly SignInMethod[];
  joinedAt: Date;
};

/**
 * What a member owes at this moment; `decideEntry` would refuse them for it, now or later. How old a session is, or from
 * where it comes, is nothing that somebody owes. The list finds its debtors by the same rules in SQL (`lackingOf` in
 * lib/orgs/directory-filter-repository.ts).
 */
export function debtsOf(member: Debtor, demands: Demands, now: Date): Debt[] {
  const { email, hasMfa, methods, joinedAt } = member;
  const domain = email.slice(email.lastIndexOf('@') + 1);
  const usesSaml = methods.includes('saml');
  // Whoever signs in by single sign-on alone needs no other way, and proves a second factor there.
  if (demands.singleSignOn.includes(domain)) {
    return usesSaml ? [] : [{ kind: 'single-sign-on', domain }];
  }
  const accepted = demands.methods;
  const mayUseSaml = usesSaml && accepted?.includes('saml') !== false;
  const debts: Debt[] = [];
  if (demands.mfaRequiredAt !== null && !hasMfa && !mayUseSaml) {
    const { mfaRequiredAt, mfaGraceDays } = demands;
    const dueAt = enrolByOf({ mfaRequiredAt, mfaGraceDays }, joinedAt);
    debts.push({ kind: 'second-factor', dueAt, isOverdue: dueAt <= now });
  }
  if (accepted !== null && !methods.some((method) => accepted.includes(method))) {
    debts.push({ kind: 'method', methods: accepted });
  }
  return debts;
}
