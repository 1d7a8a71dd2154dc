import type { Limit } from '@/lib/platform/limits';

const day = 24 * 60 * 60;

/** Mails of invitation that one organization sends in a day, one by one. */
export const invitationsPerOrganization: Limit = {
  name: 'inv-org',
  points: 500,
  windowSeconds: day,
};
/** Mails of invitation to one address in a day, whoever invites. */
export const invitationMailsPerAddress: Limit = {
  name: 'inv-mail',
  points: 10,
  windowSeconds: day,
};
