'use server';

import { markSdkInstalled } from '@/lib/orgs/mark-sdk-installed';
import { noInputSchema } from '@/lib/orgs/schema';
import { orgAction } from '@/lib/web/actions';

export const markSdkInstalledAction = orgAction('api-key.create', noInputSchema, markSdkInstalled);
