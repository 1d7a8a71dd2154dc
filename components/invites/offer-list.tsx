import { roleNames } from '@/lib/authz/permissions';
import { Section } from '../ui/card';
import { OfferRowActions } from './offer-row-actions';
import type { OfferActions } from './offer';
import type { OfferView } from './views';

/** What waits for a signed-in person, wherever they came from: nobody needs the mail again. Nothing where nothing waits. */
export function OfferList({ offers, ...actions }: { offers: readonly OfferView[] } & OfferActions) {
  if (offers.length === 0) return null;
  return (
    <Section
      title={offers.length === 1 ? 'You are invited' : `You have ${offers.length} invitations`}
      flush
    >
      <ul className="divide-y divide-line">
        {offers.map((offer) => (
          <li
            key={offer.id}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3.5 sm:px-5"
          >
            <div className="min-w-0 flex-1 basis-52">
              <p className="text-sm font-medium wrap-anywhere">{offer.organizationName}</p>
              <p className="text-xs wrap-anywhere text-muted">
                {roleNames[offer.role]}, invited by {offer.invitedByName}
              </p>
            </div>
            <OfferRowActions offer={offer} {...actions} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
