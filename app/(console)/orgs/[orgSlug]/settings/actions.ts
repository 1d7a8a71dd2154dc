'use server';

import { updateOrganizationSchema } from '@/lib/orgs/schema';
import { updateOrganization } from '@/lib/orgs/update-organization';
import { orgAction } from '@/lib/web/actions';

export const updateOrganizationAction = orgAction(
  'organization.update',
  updateOrganizationSchema,
  updateOrganization,
);
