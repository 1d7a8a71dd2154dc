import type { AccessMethodKind } from '@/lib/access/model';
import { reachIn, type Standing } from '@/lib/authz/permissions';

type Place = { label: string; href: string };

/** Where a method is set up, as far as the reader may go there: for the organization, and for themselves. */
export function placesOf(kind: AccessMethodKind, path: string, reader: Standing): Place[] {
  const policy = { label: 'Security policy', href: `${path}/settings/security` };
  const own = { label: 'Your account', href: '/account/security' };
  switch (kind) {
    case 'password':
    case 'google':
    case 'github':
    case 'totp':
      return [policy, own];
    case 'saml':
      return reachIn(reader, 'sso.update') === false
        ? []
        : [
            { label: 'Single sign-on', href: `${path}/settings/sso` },
            { label: 'Domains', href: `${path}/settings/domains` },
          ];
    case 'api-key':
      return reachIn(reader, 'api-key.read') === false
        ? [policy]
        : [policy, { label: 'API keys', href: `${path}/api-keys` }];
  }
}

/** The audit log, narrowed to the events in which a change of it is found. */
export function historyOf(kind: AccessMethodKind, path: string): string {
  return kind === 'saml'
    ? `${path}/audit-log?kind=sso-connection`
    : `${path}/audit-log?action=policy.updated`;
}
