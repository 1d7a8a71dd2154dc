import type { Environment, KeyState } from '@/lib/api-keys/model';

/** A key as the pages here show it; never a secret. Instants are ISO 8601, since they cross to the browser. */
export type KeyView = {
  id: string;
  name: string;
  hint: string;
  environment: Environment;
  state: KeyState;
  scopes: string[];
  allowedModels: string[];
  allowedServices: string[];
  ipRanges: string[];
  teamId: string;
  teamName: string;
  ownerId: string;
  ownerName: string | null;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
  lastUsedIp: string | null;
  lastUsedModel: string | null;
};

/** That a key changed hands: from whom, and who gave it on. */
export type HandOverView = { at: string; from: string; by: string; because: string | null };

/** A key right after its creation, with the secret that is shown this once. */
export type CreatedKey = { keyId: string; name: string; secret: string; groupId: string };

export type Team = { id: string; name: string };

/** What keys can be limited to. */
export type Catalogue = {
  services: { id: string; name: string }[];
  models: { id: string; name: string; description: string; serviceId: string }[];
};

export const environmentNames: Record<Environment, string> = {
  production: 'Production',
  staging: 'Staging',
  development: 'Development',
};
