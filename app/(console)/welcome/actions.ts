'use server';

import { redirect } from 'next/navigation';
import { joinOrganization } from '@/lib/domains/join-organization';
import { domainSchema } from '@/lib/domains/schema';
import { createOrganization } from '@/lib/orgs/create-organization';
import { createOrganizationSchema } from '@/lib/orgs/schema';
import { accountAction } from '@/lib/web/actions';

export const createOrganizationAction = accountAction(
  createOrganizationSchema,
  async (deps, grant, input): Promise<never> => {
    const { slug } = await createOrganization(deps, grant, input);
    redirect(`/orgs/${slug}`);
  },
);

export const joinOrganizationAction = accountAction(
  domainSchema,
  async (deps, grant, input): Promise<never> => {
    const { slug } = await joinOrganization(deps, grant, input);
    redirect(`/orgs/${slug}`);
  },
);
