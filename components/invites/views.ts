import type { Role } from '@/lib/authz/permissions';
import type { InvitationStatus } from '@/lib/invites/model';

/** An invitation as its organization's pages show it. Instants are ISO 8601, since they cross to the browser. */
export type InvitationView = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  teams: { id: string; name: string }[];
  status: InvitationStatus;
  invitedByName: string;
  createdAt: string;
  sentAt: string;
  expiresAt: string;
};

/** An invitation as the invited person sees it. */
export type OfferView = {
  id: string;
  organizationName: string;
  email: string;
  role: Role;
  invitedByName: string;
  message: string | null;
  expiresAt: string;
};
