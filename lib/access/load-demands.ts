import type { Lack } from '@/lib/orgs/directory-filter-repository';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { openPolicy } from '@/lib/policy/model';
import { selectPolicy } from '@/lib/policy/repository';
import { signInMethods } from '@/lib/sessions/model';
import { debtKinds, type DebtKind, type Demands } from './model';
import { selectDomainsRequiringSso } from './repository';

/** What the organization asks of its members at this moment. */
export async function loadDemands(
  { oauth }: Pick<Deps, 'oauth'>,
  tx: OrgTx,
  organizationId: string,
): Promise<Demands> {
  const policy = (await selectPolicy(tx, organizationId)) ?? openPolicy;
  const { mfaRequiredAt, mfaGraceDays, allowedMethods } = policy;
  const absent = { password: false, google: !oauth.google, github: !oauth.github, saml: false };
  return {
    mfaRequiredAt,
    mfaGraceDays,
    methods:
      allowedMethods.length === 0
        ? null
        : signInMethods.filter((method) => allowedMethods.includes(method) && !absent[method]),
    singleSignOn: await selectDomainsRequiringSso(tx, organizationId),
  };
}

/** Whom the directory finds for one kind of debt, or for any. */
export function lackOf(
  { mfaRequiredAt, methods, singleSignOn }: Demands,
  kinds: readonly DebtKind[] = debtKinds,
): Lack {
  return { of: kinds, secondFactor: mfaRequiredAt !== null, methods, singleSignOn };
}
