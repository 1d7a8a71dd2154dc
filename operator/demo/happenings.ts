import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { enableApiKey } from '@/lib/api-keys/enable-api-key';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { invitationsOfInviter } from '@/lib/invites/invitations-of-inviter';
import { updateApiKeySchema } from '@/lib/api-keys/schema';
import { updateApiKey } from '@/lib/api-keys/update-api-key';
import { createAuditExport } from '@/lib/audit/create-audit-export';
import { recordDenial } from '@/lib/audit/record-denial';
import type { Permission, Role } from '@/lib/authz/permissions';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { markSdkInstalled } from '@/lib/orgs/mark-sdk-installed';
import { updateOrganizationSchema } from '@/lib/orgs/schema';
import { updateOrganization } from '@/lib/orgs/update-organization';
import type { PlayedKey } from './cast';
import type { Company } from './company';
import { goodCall, type Gateway } from './gateway';
import { memberPrincipalOf, type Act, type Stage } from './stage';

const founder = 'Mara Lindqvist';
const otherAdmin = 'Priya Raman';

/** What happens besides keys coming and going: they change, and so do people's rights and the organization. */
export function happeningsOf(
  deps: Stage['deps'],
  company: Company,
  { byName, call }: { byName: (name: string) => PlayedKey; call: Gateway['call'] },
): Act[] {
  const acts: Act[] = [];
  const on = (day: number, hour: number, run: Act['run']) => {
    acts.push({ at: company.at(day, hour), run });
  };
  const key = (day: number, hour: number, by: string, name: string, fields: object) =>
    on(day, hour, () => {
      const input = updateApiKeySchema.parse({ keyId: byName(name).keyId, ...fields });
      return updateApiKey(deps, company.grant(by, 'api-key.update'), input);
    });
  const offAndOn = (day: number, hour: number, by: string, name: string) => {
    const switchBy = (change: typeof disableApiKey | typeof enableApiKey) => () =>
      change(deps, company.grant(by, 'api-key.update'), { keyId: byName(name).keyId });
    on(day, hour, switchBy(disableApiKey));
    on(day, hour + 0.7, switchBy(enableApiKey));
  };
  const role = (day: number, by: string, name: string, to: Role) =>
    on(day, 5.4, async () => {
      const { userId } = company.actor(name);
      const grant = await company.grantAfterSignIn(by, 'member.update-role');
      await changeRoleWith(keysOfMember, invitationsOfInviter)(deps, grant, { userId, role: to });
      company.setRole(name, to);
    });
  const settings = (day: number, fields: object) =>
    on(day, 3.1, () => {
      const grant = company.grant(founder, 'organization.update');
      return updateOrganization(deps, grant, updateOrganizationSchema.parse(fields));
    });
  const refused = (day: number, name: string, as: Role, permission: Permission) =>
    on(day, 6.3, () => {
      const place = { organizationId: company.organizationId, role: as, teamIds: [] };
      const principal = memberPrincipalOf(deps, company.actor(name), place);
      return recordDenial(deps, principal, permission);
    });
  const exported = (day: number, by: string) =>
    on(day, 7.2, () =>
      createAuditExport(deps, company.grant(by, 'audit-log.export'), { format: 'csv' }),
    );

  on(4, 1, () => markSdkInstalled(deps, company.grant('Daniel Cho', 'api-key.create')));
  on(4, 1.5, () => {
    const { cast, secret } = byName('Checkout assistant');
    return call(secret, goodCall(cast));
  });
  settings(2, { timeZone: 'Europe/Berlin' });
  settings(20, { useCase: 'api-access' });
  settings(83, { useCase: 'chat-integration' });

  key(14, 4, 'Daniel Cho', 'Checkout assistant', { allowedModels: ['gatehouse-text-1'] });
  key(18, 3, 'Luca Ferrari', 'Android app', { allowedServices: ['text', 'speech', 'image'] });
  key(19, 2, 'Luca Ferrari', 'Android app', { allowedServices: ['text', 'speech'] });
  key(25, 2, 'Aisha Bello', 'Search reranker', { ipRanges: '198.51.100.64/27' });
  key(28, 2, 'Aisha Bello', 'Search reranker', { ipRanges: '' });
  key(32, 5, "Conor O'Brien", 'Helpdesk replies', { ipRanges: '203.0.113.0/24' });
  key(37, 6, 'Luca Ferrari', 'iOS app', { allowedServices: ['text', 'speech', 'image'] });
  key(40, 2, 'Tomás Herrera', 'CI smoke tests', { ipRanges: '198.51.100.16/28 198.51.100.40' });
  key(42, 7, 'Wei Zhang', 'Embodied agents', { name: 'Embodied agents (planner)' });
  key(45, 1, 'Wei Zhang', 'Evaluation runs', { environment: 'staging' });
  key(48, 4, 'Kwame Mensah', 'Nightly batch', { ipRanges: '198.51.100.40 198.51.100.41' });
  key(53, 6, 'Fatima Al-Sayed', 'Simulator narration', { allowedServices: ['speech'] });
  key(55, 3, 'Yuki Tanaka', 'Ticket triage', { allowedModels: ['gatehouse-text-1'] });
  key(57, 5, 'Fatima Al-Sayed', 'Simulator narration', { allowedServices: ['speech', 'music'] });
  key(62, 2, 'Tomás Herrera', 'Release notes bot', { name: 'Changelog bot' });
  key(63, 3, 'Kwame Mensah', 'Nightly batch', { name: 'Nightly reports' });
  key(67, 6, 'Elena Petrova', 'Voice samples', { name: 'Voice samples (Nordics)' });
  key(71, 2, 'Luca Ferrari', 'iOS app', { allowedServices: ['text', 'speech'] });
  key(72, 4, founder, 'Company-wide fallback', { allowedServices: ['text'] });
  key(77, 3, 'Aisha Bello', 'Search reranker (local)', { name: 'Search reranker (laptop)' });
  key(80, 5, 'Ingrid Solberg', 'Mobile beta', { name: 'Mobile preview' });
  key(82, 4, "Conor O'Brien", 'Helpdesk replies', { ipRanges: '203.0.113.0/24 2001:db8:40::/48' });
  key(85, 2, 'Yuki Tanaka', 'Warranty videos', { allowedModels: ['gatehouse-video-1'] });
  key(87, 6, 'Ingrid Solberg', 'Push copy writer', { allowedModels: ['gatehouse-text-1'] });

  offAndOn(31, 3, 'Aisha Bello', 'Search reranker');
  offAndOn(50, 2, 'Luca Ferrari', 'Android app');
  offAndOn(69, 1, 'Kwame Mensah', 'Nightly batch');
  offAndOn(76, 4, "Conor O'Brien", 'Helpdesk replies');
  offAndOn(86, 7, 'Daniel Cho', 'Checkout assistant');

  role(44, founder, 'Noor Haddad', 'developer');
  role(49, otherAdmin, 'Noor Haddad', 'read-only');
  role(65, otherAdmin, 'Elena Petrova', 'admin');
  role(68, founder, 'Elena Petrova', 'developer');
  role(74, founder, 'Amélie Laurent', 'read-only');

  refused(17, 'Grace Okonkwo', 'billing-manager', 'api-key.read');
  refused(36, 'Henrik Vogel', 'read-only', 'api-key.create');
  refused(59, 'Ingrid Solberg', 'developer', 'member.update-role');
  refused(81, 'Jonas Weber', 'read-only', 'audit-log.read');
  refused(88, 'Noor Haddad', 'read-only', 'api-key.update');

  for (const day of [30, 60, 89]) exported(day, founder);
  exported(70, 'Grace Okonkwo');
  return acts;
}
