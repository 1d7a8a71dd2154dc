'use server';

import { updatePreferenceSchema } from '@/lib/notices/schema';
import { updatePreference } from '@/lib/notices/update-preference';
import { accountAction } from '@/lib/web/actions';

export const updatePreferenceAction = accountAction(updatePreferenceSchema, updatePreference);
