'use server';

import { revalidatePath } from 'next/cache';
import type { DomainView } from '@/components/domains/views';
import { addDomain } from '@/lib/domains/add-domain';
import { checkDomain } from '@/lib/domains/check-domain';
import { removeDomain } from '@/lib/domains/remove-domain';
import {
  addDomainSchema,
  domainSchema,
  updateJoinModeSchema,
  updateSsoRequirementSchema,
} from '@/lib/domains/schema';
import { updateJoinMode } from '@/lib/domains/update-join-mode';
import { previewSsoRequirement, updateSsoRequirement } from '@/lib/domains/update-sso-requirement';
import { orgAction } from '@/lib/web/actions';
import { domainView } from './domain-view';

const page = '/orgs/[orgSlug]/settings/domains';

export const addDomainAction = orgAction(
  'domain.update',
  addDomainSchema,
  async (deps, grant, input): Promise<{ domainId: string }> => {
    const added = await addDomain(deps, grant, input);
    revalidatePath(page, 'page');
    return added;
  },
);

export const checkDomainAction = orgAction(
  'domain.update',
  domainSchema,
  async (deps, grant, input): Promise<DomainView> => {
    const checked = await checkDomain(deps, grant, input);
    revalidatePath(page, 'page');
    return domainView(checked);
  },
);

export const updateJoinModeAction = orgAction(
  'domain.update',
  updateJoinModeSchema,
  async (deps, grant, input): Promise<null> => {
    await updateJoinMode(deps, grant, input);
    revalidatePath(page, 'page');
    return null;
  },
);

export const removeDomainAction = orgAction(
  'domain.update',
  domainSchema,
  async (deps, grant, input): Promise<null> => {
    await removeDomain(deps, grant, input);
    revalidatePath(page, 'page');
    return null;
  },
);

export const previewSsoRequirementAction = orgAction(
  'sso.update',
  domainSchema,
  previewSsoRequirement,
);

export const updateSsoRequirementAction = orgAction(
  'sso.update',
  updateSsoRequirementSchema,
  async (deps, grant, input): Promise<null> => {
    await updateSsoRequirement(deps, grant, input);
    // The frame, too: whoever asked may be the next to come by single sign-on.
    revalidatePath('/orgs/[orgSlug]', 'layout');
    return null;
  },
);
