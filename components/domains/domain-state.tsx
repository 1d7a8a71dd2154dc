import type { CheckFailure, DomainState } from '@/lib/domains/model';
import { Banner } from '../ui/banner';
import { Status, type Tone } from '../ui/badge';
import { Time } from '../ui/time';
import type { DomainView } from './views';

const states: Record<DomainState, { tone: Tone; word: string }> = {
  waiting: { tone: 'accent', word: 'Waiting for the record' },
  unproved: { tone: 'neutral', word: 'Not verified' },
  verified: { tone: 'success', word: 'Verified' },
  failing: { tone: 'warning', word: 'Verified, record gone' },
  lapsed: { tone: 'danger', word: 'No longer verified' },
};

export function DomainStatus({ state }: { state: DomainState }) {
  return <Status tone={states[state].tone}>{states[state].word}</Status>;
}

/** What the latest check came upon, for whoever looks after the record. */
export const failureWords: Record<CheckFailure, string> = {
  absent: 'There is no TXT record at that name yet.',
  other: 'There is a TXT record at that name, but none with this value.',
  unanswered: 'The name servers of the domain did not answer.',
  taken:
    'The record is right, but another organization has verified this domain. It can be verified here once they remove it.',
};

/** What the state means, and what to do next. */
export function DomainNote({ domain }: { domain: DomainView }) {
  const { state, lastFailure } = domain;
  const found = lastFailure !== null && failureWords[lastFailure];
  switch (state) {
    case 'waiting':
      return (
        <Note found={found} lastCheckedAt={domain.lastCheckedAt}>
          Publish this record where the domain’s DNS is managed. Gatehouse looks for it by itself
          until <Time value={domain.lookedForUntil} format="absolute" />; a new record can take an
          hour to show.
        </Note>
      );
    case 'unproved':
      return (
        <Note found={found} lastCheckedAt={domain.lastCheckedAt}>
          Gatehouse has stopped looking for this record. Publish it, then choose “Check now”.
        </Note>
      );
    case 'verified':
      return (
        <Note
          found={lastFailure === 'unanswered' && failureWords.unanswered}
          lastCheckedAt={domain.lastCheckedAt}
        >
          Keep this record: Gatehouse looks for it once a day.
        </Note>
      );
    case 'failing':
      return (
        <Banner tone="warning" title="The record is gone">
          {domain.endsAt !== null && (
            <>
              Publish it again before <Time value={domain.endsAt} format="absolute" />, or the
              domain will no longer be verified. Until then nothing changes.
            </>
          )}
        </Banner>
      );
    case 'lapsed':
      return (
        <Banner tone="danger" title="The record was gone for 7 days">
          Nobody can join by an address on this domain, and none has to sign in by single sign-on.
          Publish the record again, then choose “Check now”.
        </Banner>
      );
  }
}

function Note({
  found,
  lastCheckedAt,
  children,
}: {
  found: string | false;
  lastCheckedAt: string | null;
  children: React.ReactNode;
}) {
  return (
    <div className="measure space-y-1 text-sm">
      <p className="text-muted">{children}</p>
      {lastCheckedAt !== null && (
        <p className="text-muted">
          Last checked <Time value={lastCheckedAt} />.{' '}
          {found !== false && <span className="font-medium text-warning-text">{found}</span>}
        </p>
      )}
    </div>
  );
}
