import { addSeconds } from '@/lib/platform/clock';
import type { TxtAnswer } from '@/lib/platform/dns';
import {
  graceSeconds,
  recordValueOf,
  waitingSeconds,
  type CheckFailure,
  type DomainProof,
} from './model';

/** What was found, or that the record was but another organization has the domain. */
export type CheckAnswer = TxtAnswer | { status: 'taken' };

/** What a check means: for the log and the mails, and what is written down. */
export type CheckDecision = {
  event: 'verified' | 'refused' | 'failing' | 'recovered' | 'lapsed' | null;
  change: Omit<DomainProof, 'token' | 'createdAt'>;
};

const minutes = 60;
const hours = 60 * minutes;
/** Between two looks at what is verified. */
const recheckSeconds = 24 * hours;
/** The same where the last one got no answer: soon again, for an outage is soon over. */
const retrySeconds = 1 * hours;

/**
 * Decides what an answer of the name servers means for a domain. No answer proves nothing: it neither begins nor ends the
 * days in which a record may be gone, or an outage of our own resolver would take everybody's domains.
 */
export function decideCheck(proof: DomainProof, answer: CheckAnswer, now: Date): CheckDecision {
  const failure = failureOf(proof.token, answer);
  const { verifiedAt, lapsedAt } = proof;
  const checked = { verifiedAt, lapsedAt, lastCheckedAt: now, lastFailure: failure };
  if (failure === null) {
    const after = proof.failingSince === null ? null : 'recovered';
    return {
      event: verifiedAt === null ? 'verified' : after,
      change: {
        ...checked,
        verifiedAt: verifiedAt ?? now,
        lapsedAt: null,
        failingSince: null,
        nextCheckAt: addSeconds(now, recheckSeconds),
      },
    };
  }
  return verifiedAt === null
    ? unproved(proof, { ...checked, lastFailure: failure }, now)
    : gone(proof, { ...checked, lastFailure: failure }, now);
}

type Checked = Pick<DomainProof, 'verifiedAt' | 'lapsedAt' | 'lastCheckedAt'> & {
  lastFailure: CheckFailure;
};

function unproved(proof: DomainProof, checked: Checked, now: Date): CheckDecision {
  const isNews = checked.lastFailure === 'taken' && proof.lastFailure !== 'taken';
  return {
    event: isNews ? 'refused' : null,
    change: {
      ...checked,
      failingSince: null,
      nextCheckAt: proof.nextCheckAt === null ? null : nextLook(proof.createdAt, now),
    },
  };
}

/**
 * When the job looks again for a record that was never there: the longer it waits the less often, from every few minutes
 * to twice a day, and after a week no more.
 */
export function nextLook(createdAt: Date, now: Date): Date | null {
  const waited = (now.getTime() - createdAt.getTime()) / 1000;
  if (waited >= waitingSeconds) return null;
  return addSeconds(now, Math.min(Math.max(waited / 2, 5 * minutes), 12 * hours));
}

function gone(proof: DomainProof, checked: Checked, now: Date): CheckDecision {
  const { failingSince } = proof;
  if (checked.lastFailure === 'unanswered') {
    const nextCheckAt = addSeconds(now, retrySeconds);
    return { event: null, change: { ...checked, failingSince, nextCheckAt } };
  }
  if (failingSince !== null && addSeconds(failingSince, graceSeconds) <= now) {
    return {
      event: 'lapsed',
      change: {
        ...checked,
        verifiedAt: null,
        lapsedAt: now,
        failingSince: null,
        nextCheckAt: null,
      },
    };
  }
  return {
    event: failingSince === null ? 'failing' : null,
    change: {
      ...checked,
      failingSince: failingSince ?? now,
      nextCheckAt: addSeconds(now, recheckSeconds),
    },
  };
}

function failureOf(token: string, answer: CheckAnswer): CheckFailure | null {
  if (answer.status !== 'found') return answer.status;
  return answer.records.some((text) => unquoted(text) === recordValueOf(token)) ? null : 'other';
}

/** Some consoles of name servers keep the quotes that people paste, as part of the text. */
const unquoted = (text: string) => text.trim().replace(/^"(.*)"$/, '$1');
