import type { Limit } from '@/lib/platform/limits';

const minute = 60;
const hour = 60 * minute;

/** All sign-ins from one network. */
export const signInsPerNetwork: Limit = {
  name: 'si-net',
  points: 100,
  windowSeconds: 15 * minute,
  of: 'network',
};
/** Sign-ins to one account from one network. */
export const signInsPerPair: Limit = {
  name: 'si-pair',
  points: 10,
  windowSeconds: 15 * minute,
  of: 'network',
};
/** Sign-ins to one account from anywhere, by browsers that it does not know. */
export const signInsPerAccount: Limit = { name: 'si-acct', points: 50, windowSeconds: hour };
/** Sign-ins to one account from a browser that it knows: counted alone, so that an attack does not lock it out. */
export const signInsPerDevice: Limit = { name: 'si-dev', points: 10, windowSeconds: 15 * minute };
/** Attempts at emergency access from one network, on top of those counts: nobody needs many. */
export const emergencySignInsPerNetwork: Limit = {
  name: 'bg-net',
  points: 10,
  windowSeconds: hour,
};
/** The current password in one session, asked for before it is changed. */
export const currentPasswords: Limit = { name: 'pw-cur', points: 10, windowSeconds: 15 * minute };
/** Codes of a second factor for one account, across sign-ins, from browsers that it does not know. */
export const secondFactorsPerAccount: Limit = { name: 'mfa-acct', points: 20, windowSeconds: hour };
/** The same from a browser that it knows, counted alone: an attack does not lock it out. */
export const secondFactorsPerDevice: Limit = {
  name: 'mfa-dev',
  points: 10,
  windowSeconds: 15 * minute,
};
/**
 * For patience: with three codes of a million accepted at a time, somebody who has the password needs years. One count for
 * all browsers that the account does not know, and one for all that it knows, since whoever reads the person's mail makes
 * one of those with each reset.
 */
export const secondFactorsPerDay: Limit = { name: 'mfa-day', points: 60, windowSeconds: 24 * hour };
/** Proofs of identity in an open session, before a sensitive act. */
export const proofsAgain: Limit = { name: 'again', points: 10, windowSeconds: 15 * minute };
/** Codes among them, in one session, whatever came of them: whoever stole it has no years to guess. */
export const codesAgainPerDay: Limit = { name: 'again-day', points: 40, windowSeconds: 24 * hour };
