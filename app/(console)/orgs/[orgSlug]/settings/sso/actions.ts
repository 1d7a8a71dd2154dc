'use server';

import { activateConnection, rollBackConnection } from '@/lib/sso/activate-connection';
import { mapAttributes, setIdentityProvider } from '@/lib/sso/add-version';
import { createConnection } from '@/lib/sso/create-connection';
import { deactivateConnection } from '@/lib/sso/deactivate-connection';
import { deleteConnection } from '@/lib/sso/delete-connection';
import { renameConnection } from '@/lib/sso/rename-connection';
import {
  connectionIdSchema,
  createConnectionSchema,
  mapAttributesSchema,
  renameConnectionSchema,
  setIdentityProviderSchema,
  updateIdpInitiatedSchema,
  updateRolesSchema,
  versionSchema,
} from '@/lib/sso/schema';
import { startTest } from '@/lib/sso/start-test';
import { updateIdpInitiated } from '@/lib/sso/update-idp-initiated';
import { updateRoles } from '@/lib/sso/update-roles';
import { orgAction } from '@/lib/web/actions';

export const createConnectionAction = orgAction(
  'sso.update',
  createConnectionSchema,
  createConnection,
);

export const renameConnectionAction = orgAction(
  'sso.update',
  renameConnectionSchema,
  renameConnection,
);

export const setIdentityProviderAction = orgAction(
  'sso.update',
  setIdentityProviderSchema,
  setIdentityProvider,
);

export const mapAttributesAction = orgAction('sso.update', mapAttributesSchema, mapAttributes);

export const updateRolesAction = orgAction('sso.update', updateRolesSchema, updateRoles);

export const startTestAction = orgAction('sso.update', connectionIdSchema, startTest);

export const deleteConnectionAction = orgAction('sso.update', connectionIdSchema, deleteConnection);

export const activateConnectionAction = orgAction('sso.update', versionSchema, activateConnection);

export const rollBackConnectionAction = orgAction('sso.update', versionSchema, rollBackConnection);

export const deactivateConnectionAction = orgAction(
  'sso.update',
  connectionIdSchema,
  deactivateConnection,
);

export const updateIdpInitiatedAction = orgAction(
  'sso.update',
  updateIdpInitiatedSchema,
  updateIdpInitiated,
);
