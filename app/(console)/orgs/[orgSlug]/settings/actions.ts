'use server';

import { revalidatePath } from 'next/cache';
import { deleteOrganization } from '@/lib/orgs/delete-organization';
import { keepOrganization } from '@/lib/orgs/keep-organization';
import {
  deleteOrganizationSchema,
  noInputSchema,
  updateOrganizationSchema,
} from '@/lib/orgs/schema';
import { updateOrganization } from '@/lib/orgs/update-organization';
import { orgAction } from '@/lib/web/actions';

export const updateOrganizationAction = orgAction(
  'organization.update',
  updateOrganizationSchema,
  updateOrganization,
);

export const deleteOrganizationAction = orgAction(
  'organization.delete',
  deleteOrganizationSchema,
  async (deps, grant, input): Promise<null> => {
    await deleteOrganization(deps, grant, input);
    // Every page of it changes, and so does its frame.
    revalidatePath('/orgs/[orgSlug]', 'layout');
    return null;
  },
);

export const keepOrganizationAction = orgAction(
  'organization.keep',
  noInputSchema,
  async (deps, grant): Promise<null> => {
    await keepOrganization(deps, grant);
    revalidatePath('/orgs/[orgSlug]', 'layout');
    return null;
  },
);
