'use server';

import { createApiKey } from '@/lib/api-keys/create-api-key';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { enableApiKey } from '@/lib/api-keys/enable-api-key';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import { apiKeyIdSchema, createApiKeySchema, updateApiKeySchema } from '@/lib/api-keys/schema';
import { updateApiKey } from '@/lib/api-keys/update-api-key';
import { orgAction } from '@/lib/web/actions';

export const createApiKeyAction = orgAction('api-key.create', createApiKeySchema, createApiKey);
export const updateApiKeyAction = orgAction('api-key.update', updateApiKeySchema, updateApiKey);
export const disableApiKeyAction = orgAction('api-key.update', apiKeyIdSchema, disableApiKey);
export const enableApiKeyAction = orgAction('api-key.update', apiKeyIdSchema, enableApiKey);
export const revokeApiKeyAction = orgAction('api-key.revoke', apiKeyIdSchema, revokeApiKey);
