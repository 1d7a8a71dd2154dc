import * as z from 'zod';
import { notificationCategoryNames } from './model';

export const updatePreferenceSchema = z.object({
  category: z.enum(notificationCategoryNames, 'Choose one of the notifications.'),
  enabled: z.boolean('Choose on or off.'),
});
export type UpdatePreferenceInput = z.output<typeof updatePreferenceSchema>;
