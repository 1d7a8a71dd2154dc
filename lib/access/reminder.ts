import { timeInWords } from '@/lib/accounts/time-in-words';
import { recordAuditEvents } from '@/lib/audit/record-audit-events';
import type { Grant } from '@/lib/authz/authorize';
import { AppError, notFound } from '@/lib/kernel/errors';
import type { MailTemplate } from '@/lib/notices/templates';
import { methodsIn } from '@/lib/orgs/directory-page';
import { lockOrganization, selectOrganization } from '@/lib/orgs/repository';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { addSeconds } from '@/lib/platform/clock';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { signInMethodNames, type SignInMethod } from '@/lib/sessions/model';
import { debtsOf } from './debts';
import { lackOf, loadDemands } from './load-demands';
import { debtNames, remindedEverySeconds, type Debt } from './model';
import { markReminded } from './repository';

/** A reminder that is written in the log, and has yet to be put into the outbox. */
export type Reminder = { userId: string; recipient: string; mail: MailTemplate };

/**
 * Marks those who owe something as reminded, tells the log of each, and makes their mails, which the caller hands to the
 * outbox in the same transaction. Nobody is among them who was reminded within a day: two Admins at once remind once.
 */
export async function makeReminders(
  deps: Pick<Deps, 'clock' | 'ids' | 'oauth' | 'config'>,
  tx: OrgTx,
  grant: Grant<'member.remind'>,
  { limit, userId }: { limit: number; userId?: string },
): Promise<Reminder[]> {
  const { organizationId, actor, request } = grant;
  await lockOrganization(tx, organizationId);
  const by = await requireCurrentRole(tx, grant);
  const organization = await selectOrganization(tx, organizationId);
  if (organization === null) throw notFound('organization');
  if (organization.status !== 'active') {
    throw new AppError('conflict', 'The organization is not active.');
  }
  const demands = await loadDemands(deps, tx, organizationId);
  const now = deps.clock.now();
  const since = addSeconds(now, -remindedEverySeconds);
  const marks = { now, since, limit, ...(userId !== undefined && { userId }) };
  const marked = await markReminded(tx, organizationId, lackOf(demands), marks);
  const told = marked.map((row) => ({
    row,
    debts: debtsOf({ ...row, methods: methodsIn(row) }, demands, now),
  }));
  await recordAuditEvents(
    deps,
    tx,
    { organizationId, actor, request, action: 'member.reminded' },
    told.map(({ row, debts }) => ({
      target: { kind: 'member', id: row.userId, label: `${row.name} <${row.email}>` },
      after: { owes: debts.map(({ kind }) => debtNames[kind]) },
    })),
  );
  return told.map(({ row, debts }) => ({
    userId: row.userId,
    recipient: row.email,
    mail: {
      template: 'access-reminder',
      name: row.name,
      organization: organization.name,
      by: by.name,
      debts: debts.map((debt) => inWords(debt, row.timeZone)),
      bySso: isDoneBySso(debts),
      link: `${deps.config.appUrl}${isDoneBySso(debts) ? '/sign-in/sso' : '/account/security'}`,
    },
  }));
}

const isSsoAlone = (methods: readonly SignInMethod[]): boolean =>
  methods.length > 0 && methods.every((method) => method === 'saml');

/** Whether all that is left to do is to sign in so. */
const isDoneBySso = (debts: readonly Debt[]): boolean =>
  debts.every(
    (debt) =>
      debt.kind === 'single-sign-on' || (debt.kind === 'method' && isSsoAlone(debt.methods)),
  );

type MailedDebt = Extract<MailTemplate, { template: 'access-reminder' }>['debts'][number];

function inWords(debt: Debt, timeZone: string): MailedDebt {
  switch (debt.kind) {
    case 'second-factor':
      return { ...debt, dueAt: timeInWords(debt.dueAt, timeZone) };
    case 'method':
      return {
        kind: debt.kind,
        methods: debt.methods.map((method) => signInMethodNames[method]),
        isSsoAlone: isSsoAlone(debt.methods),
      };
    case 'single-sign-on':
      return debt;
  }
}
