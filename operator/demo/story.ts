import { createApiKey } from '@/lib/api-keys/create-api-key';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { enableApiKey } from '@/lib/api-keys/enable-api-key';
import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import { createApiKeySchema, updateApiKeySchema } from '@/lib/api-keys/schema';
import { updateApiKey } from '@/lib/api-keys/update-api-key';
import { exportAuditEvents } from '@/lib/audit/export-audit-events';
import { recordDenial } from '@/lib/audit/record-denial';
import type { Permission, Role } from '@/lib/authz/permissions';
import { changeRoleWith } from '@/lib/orgs/change-role';
import { markSdkInstalled } from '@/lib/orgs/mark-sdk-installed';
import { updateOrganizationSchema } from '@/lib/orgs/schema';
import { updateOrganization } from '@/lib/orgs/update-organization';
import { addSeconds } from '@/lib/platform/clock';
import { castKeys, type CastKey } from './cast';
import type { Company } from './company';
import { goodCall, type Gateway } from './gateway';
import { memberPrincipalOf, play, type Act, type Stage } from './stage';

export type PlayedKey = { cast: CastKey; keyId: string; secret: string };

/** Ninety days of an organization: keys come, change and go, and so do rights. Returns the keys with their secrets. */
export async function playStory(
  { deps }: Stage,
  company: Company,
  { now, call }: { now: Date; call: Gateway['call'] },
): Promise<PlayedKey[]> {
  const played: PlayedKey[] = [];
  const keyOf = (name: string): string => {
    const found = played.find(({ cast }) => cast.name === name);
    if (found === undefined) throw new Error(`the demo has no key ${name} yet`);
    return found.keyId;
  };
  const acts: Act[] = [];
  const act = (dayNumber: number, hour: number, run: () => Promise<unknown>) =>
    acts.push({ at: company.at(dayNumber, hour), run });

  for (const [index, each] of castKeys.entries()) {
    const hour = 2 + (index % 6) + (index % 4) / 4;
    act(each.createdOnDay, hour, async () => {
      played.push(await createKey(deps, company, each));
    });
    const { ends, owner, lastUsedMinutesAgo } = each;
    if (lastUsedMinutesAgo !== null) {
      const used = () => {
        const key = played.find(({ cast }) => cast === each);
        return key && call(key.secret, goodCall(each));
      };
      acts.push({ at: addSeconds(now, -lastUsedMinutesAgo * 60), run: async () => used() });
    }
    if (ends === null) continue;
    act(ends.onDay, hour, async () => {
      const { keyId } = played.find(({ cast }) => cast === each) ?? {};
      if (keyId === undefined) throw new Error('the demo ends a key before it begins');
      if (ends.how === 'revoked') {
        await revokeApiKey(deps, company.grant(owner, 'api-key.revoke'), { keyId });
      } else await disableApiKey(deps, company.grant(owner, 'api-key.update'), { keyId });
    });
  }

  const update = (by: string, name: string, fields: object) => () =>
    updateApiKey(
      deps,
      company.grant(by, 'api-key.update'),
      updateApiKeySchema.parse({ keyId: keyOf(name), ...fields }),
    );
  const toggle = (dayNumber: number, hour: number, by: string, name: string) => {
    const input = () => ({ keyId: keyOf(name) });
    act(dayNumber, hour, () => disableApiKey(deps, company.grant(by, 'api-key.update'), input()));
    act(dayNumber, hour + 0.7, () =>
      enableApiKey(deps, company.grant(by, 'api-key.update'), input()),
    );
  };
  const role = (dayNumber: number, by: string, name: string, to: Role) =>
    act(dayNumber, 5, async () => {
      const { userId } = company.actor(name);
      const grant = company.grant(by, 'member.update-role');
      await changeRoleWith(keysOfMember)(deps, grant, { userId, role: to });
      company.setRole(name, to);
    });
  const settings = (dayNumber: number, fields: object) =>
    act(dayNumber, 3, () =>
      updateOrganization(
        deps,
        company.grant('Mara Lindqvist', 'organization.update'),
        updateOrganizationSchema.parse(fields),
      ),
    );
  const denied = (dayNumber: number, name: string, as: Role, permission: Permission) =>
    act(dayNumber, 6, () =>
      recordDenial(
        deps,
        memberPrincipalOf(deps, company.actor(name), {
          organizationId: company.organizationId,
          role: as,
          teamIds: [],
        }),
        permission,
      ),
    );
  const exported = (dayNumber: number, by: string) =>
    act(dayNumber, 7, () => exportAuditEvents(deps, company.grant(by, 'audit-log.export'), {}));

  act(4, 1, () => markSdkInstalled(deps, company.grant('Daniel Cho', 'api-key.create')));
  settings(2, { timeZone: 'Europe/Berlin' });
  settings(20, { useCase: 'api-access' });
  settings(83, { useCase: 'chat-integration' });
  act(14, 4, update('Daniel Cho', 'Checkout assistant', { allowedModels: ['gatehouse-text-1'] }));
  act(25, 2, update('Aisha Bello', 'Search reranker', { ipRanges: '198.51.100.64/27' }));
  act(28, 2, update('Aisha Bello', 'Search reranker', { ipRanges: '' }));
  act(37, 6, update('Luca Ferrari', 'iOS app', { allowedServices: ['text', 'speech', 'image'] }));
  act(45, 1, update('Wei Zhang', 'Evaluation runs', { environment: 'staging' }));
  act(55, 3, update('Yuki Tanaka', 'Ticket triage', { allowedModels: ['gatehouse-text-1-mini'] }));
  act(63, 3, update('Kwame Mensah', 'Nightly batch', { name: 'Nightly reports' }));
  act(72, 4, update('Mara Lindqvist', 'Company-wide fallback', { allowedServices: ['text'] }));
  act(80, 5, update('Ingrid Solberg', 'Mobile beta', { name: 'Mobile preview' }));
  toggle(31, 3, 'Aisha Bello', 'Search reranker');
  toggle(50, 2, 'Luca Ferrari', 'Android app');
  toggle(76, 4, "Conor O'Brien", 'Helpdesk replies');
  role(44, 'Mara Lindqvist', 'Noor Haddad', 'developer');
  role(49, 'Priya Raman', 'Noor Haddad', 'read-only');
  role(65, 'Priya Raman', 'Elena Petrova', 'admin');
  role(68, 'Mara Lindqvist', 'Elena Petrova', 'developer');
  role(74, 'Mara Lindqvist', 'Amélie Laurent', 'read-only');
  denied(17, 'Grace Okonkwo', 'billing-manager', 'api-key.read');
  denied(36, 'Henrik Vogel', 'read-only', 'api-key.create');
  denied(59, 'Ingrid Solberg', 'developer', 'member.update-role');
  denied(81, 'Jonas Weber', 'read-only', 'audit-log.read');
  for (const dayNumber of [30, 60, 89]) exported(dayNumber, 'Mara Lindqvist');
  exported(70, 'Grace Okonkwo');
  await play(deps.clock, acts);
  return played;
}

async function createKey(deps: Stage['deps'], company: Company, key: CastKey): Promise<PlayedKey> {
  const { name, environment, expiry, ipRanges, models, services } = key;
  const { keyId, secret } = await createApiKey(
    deps,
    company.grant(key.owner, 'api-key.create'),
    createApiKeySchema.parse({
      name,
      environment,
      expiry,
      ipRanges,
      allowedModels: models,
      allowedServices: services,
      teamId: company.teamId(key.team),
    }),
  );
  return { cast: key, keyId, secret };
}
