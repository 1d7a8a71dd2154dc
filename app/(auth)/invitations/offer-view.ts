import type { OfferView } from '@/components/invites/views';
import type { OfferedInvitation } from '@/lib/invites/model';

/** An invitation as it crosses to the browser of whoever is invited. */
export function offerView(offer: OfferedInvitation): OfferView {
  const { id, organizationName, email, role, invitedByName, message, expiresAt } = offer;
  return {
    id,
    organizationName,
    email,
    role,
    invitedByName,
    message,
    expiresAt: expiresAt.toISOString(),
  };
}
