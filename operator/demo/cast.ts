import type { Environment, ExpiryChoice } from '@/lib/api-keys/model';
import type { Role } from '@/lib/authz/permissions';

/** RFC 2606 keeps `.example` for such purposes: no mail to these addresses reaches anybody. */
export const domain = 'northwind.example';
export const organizationName = 'Northwind Robotics';
export const otherOrganizationName = 'Lindqvist Labs';

/** The teams that are made, with where their spend is booked. */
export const teams = [
  { name: 'Platform', costCentre: 'CC-4100', tags: { tier: '1', owner: 'infrastructure' } },
  { name: 'Mobile App', costCentre: 'CC-4200', tags: { tier: '1', product: 'northwind-go' } },
  { name: 'Research', costCentre: 'CC-7000', tags: { tier: '3', budget: 'grant-2026-04' } },
  { name: 'Support Tools', costCentre: 'CC-4200', tags: { tier: '2' } },
] as const;
export type TeamName = (typeof teams)[number]['name'] | 'Default';

export type CastMember = {
  name: string;
  role: Role;
  teams: TeamName[];
  /** Days after the founding. */
  joinsOnDay: number;
  /** Hours before now; null for somebody who never came. */
  lastSeenHoursAgo: number | null;
};

/** The first of each role signs in for whoever looks round. */
export const cast: readonly CastMember[] = [
  member('Mara Lindqvist', 'admin', ['Default', 'Platform'], 0, 1),
  member('Tomás Herrera', 'developer', ['Platform', 'Mobile App'], 2, 2),
  member('Grace Okonkwo', 'billing-manager', ['Default'], 2, 20),
  member('Henrik Vogel', 'read-only', ['Default'], 9, 70),
  member('Priya Raman', 'admin', ['Default', 'Research'], 1, 5),
  member('Daniel Cho', 'developer', ['Platform'], 2, 3),
  member('Aisha Bello', 'developer', ['Platform'], 3, 26),
  member('Luca Ferrari', 'developer', ['Mobile App'], 4, 4),
  member('Ingrid Solberg', 'developer', ['Mobile App'], 5, 49),
  member('Wei Zhang', 'developer', ['Research'], 6, 7),
  member('Fatima Al-Sayed', 'developer', ['Research'], 8, 30),
  member("Conor O'Brien", 'developer', ['Support Tools'], 11, 52),
  member('Yuki Tanaka', 'developer', ['Support Tools', 'Platform'], 14, 9),
  member('Amélie Laurent', 'developer', ['Research'], 18, 118),
  member('Kwame Mensah', 'developer', ['Platform'], 23, 6),
  member('Sofia Papadopoulou', 'billing-manager', ['Default'], 27, 94),
  member('Jonas Weber', 'read-only', ['Default'], 33, 260),
  member('Noor Haddad', 'read-only', ['Support Tools'], 41, 31),
  member('Elena Petrova', 'developer', ['Mobile App'], 58, 12),
  member('Samuel Adeyemi', 'developer', ['Default'], 86, null),
];

function member(
  name: string,
  role: Role,
  teams: TeamName[],
  joinsOnDay: number,
  lastSeenHoursAgo: number | null,
): CastMember {
  return { name, role, teams, joinsOnDay, lastSeenHoursAgo };
}

/** `Conor O'Brien` is conor.obrien, `Amélie Laurent` amelie.laurent. */
export function emailOf(name: string): string {
  const local = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .replace(/ /g, '.');
  return `${local}@${domain}`;
}

export type CastKey = {
  name: string;
  owner: string;
  team: TeamName;
  environment: Environment;
  createdOnDay: number;
  expiry: ExpiryChoice;
  models: string[];
  services: string[];
  ipRanges: string[];
  /** Minutes before now; null for a key that nobody used. */
  lastUsedMinutesAgo: number | null;
  /** What happens to it, and on which day. */
  ends: { how: 'revoked' | 'disabled'; onDay: number } | null;
};

/** A key of the cast once it was made. */
export type PlayedKey = { cast: CastKey; keyId: string; secret: string };

type Rest = Partial<Pick<CastKey, 'expiry' | 'models' | 'services' | 'ipRanges' | 'ends'>>;

function key(
  name: string,
  owner: string,
  team: TeamName,
  environment: Environment,
  createdOnDay: number,
  lastUsedMinutesAgo: number | null,
  rest: Rest = {},
): CastKey {
  return {
    name,
    owner,
    team,
    environment,
    createdOnDay,
    lastUsedMinutesAgo,
    expiry: '1-year',
    models: [],
    services: [],
    ipRanges: [],
    ends: null,
    ...rest,
  };
}

const office = ['203.0.113.0/24', '2001:db8:40::/48'];
const text = { services: ['text'], models: ['gatehouse-text-1', 'gatehouse-text-1-mini'] };

export const castKeys: readonly CastKey[] = [
  key('Checkout assistant', 'Daniel Cho', 'Platform', 'production', 3, 1, {
    ...text,
    expiry: 'never',
  }),
  key('Checkout assistant', 'Daniel Cho', 'Platform', 'staging', 3, 190, text),
  key('Search reranker', 'Aisha Bello', 'Platform', 'production', 5, 2, text),
  key('Search reranker (local)', 'Aisha Bello', 'Platform', 'development', 5, 1600, {
    expiry: '90-days',
  }),
  key('CI smoke tests', 'Tomás Herrera', 'Platform', 'staging', 6, 35, {
    ipRanges: ['198.51.100.16/28'],
  }),
  key('Release notes bot', 'Tomás Herrera', 'Platform', 'production', 12, 700, {
    models: ['gatehouse-text-1-mini'],
  }),
  key('Prototype', 'Tomás Herrera', 'Platform', 'development', 7, 93_000, {
    ends: { how: 'revoked', onDay: 29 },
  }),
  key('iOS app', 'Luca Ferrari', 'Mobile App', 'production', 9, 1, {
    services: ['text', 'speech'],
  }),
  key('Android app', 'Luca Ferrari', 'Mobile App', 'production', 9, 1, {
    services: ['text', 'speech'],
  }),
  key('Mobile beta', 'Ingrid Solberg', 'Mobile App', 'staging', 15, 260),
  key('Push copy writer', 'Ingrid Solberg', 'Mobile App', 'production', 22, 14, text),
  key('Old iOS app', 'Luca Ferrari', 'Mobile App', 'production', 4, 60_000, {
    ends: { how: 'revoked', onDay: 52 },
  }),
  key('Voice samples', 'Elena Petrova', 'Mobile App', 'development', 60, 3200, {
    services: ['speech', 'voice-clone'],
  }),
  key('Evaluation runs', 'Wei Zhang', 'Research', 'development', 8, 8, { ipRanges: office }),
  key('Embodied agents', 'Wei Zhang', 'Research', 'staging', 19, 75, {
    models: ['gatehouse-code-1'],
  }),
  key('Paper figures', 'Fatima Al-Sayed', 'Research', 'development', 21, 60_000, {
    services: ['image'],
    expiry: '30-days',
  }),
  key('Simulator narration', 'Fatima Al-Sayed', 'Research', 'production', 30, 22, {
    services: ['speech', 'music'],
  }),
  key('Intern project', 'Amélie Laurent', 'Research', 'development', 24, 55_000, {
    expiry: '30-days',
  }),
  key('Dataset labelling', 'Amélie Laurent', 'Research', 'production', 35, 30_000),
  key('Dataset labelling (trial)', 'Amélie Laurent', 'Research', 'staging', 34, null),
  key('Helpdesk replies', "Conor O'Brien", 'Support Tools', 'production', 13, 3, {
    ...text,
    ipRanges: office,
  }),
  key('Helpdesk replies', "Conor O'Brien", 'Support Tools', 'staging', 13, 420, text),
  key('Ticket triage', 'Yuki Tanaka', 'Support Tools', 'production', 16, 6, text),
  key('Ticket triage (shadow)', 'Yuki Tanaka', 'Support Tools', 'development', 17, 72_000, {
    ends: { how: 'disabled', onDay: 44 },
  }),
  key('Warranty videos', 'Yuki Tanaka', 'Support Tools', 'production', 47, 55, {
    services: ['video'],
  }),
  key('Nightly batch', 'Kwame Mensah', 'Platform', 'production', 26, 300, {
    ipRanges: ['198.51.100.40'],
  }),
  key('Load test', 'Kwame Mensah', 'Platform', 'development', 39, 47_000, {
    ends: { how: 'disabled', onDay: 61 },
  }),
  key('Company-wide fallback', 'Mara Lindqvist', 'Default', 'production', 10, 130, {
    ipRanges: office,
  }),
  key('Incident drill', 'Priya Raman', 'Default', 'staging', 66, 24_000, {
    ends: { how: 'revoked', onDay: 78 },
  }),
  key('Hackathon', 'Priya Raman', 'Research', 'development', 88, 600, { expiry: '30-days' }),
];
