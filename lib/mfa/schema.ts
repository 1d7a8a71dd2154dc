import * as z from 'zod';

const typed = (message: string) =>
  z.string({ error: message }).trim().min(1, message).max(64, message);

/** Six digits; spaces between them are nobody's fault. Whether they are right is found out later. */
export const totpCodeField = typed('Enter the six digits that your app shows.');
export const recoveryCodeField = typed('Enter one of your recovery codes.');

export const confirmEnrolmentSchema = z.object({ enrolmentId: z.uuid(), code: totpCodeField });
export type ConfirmEnrolmentInput = z.output<typeof confirmEnrolmentSchema>;

export const nothingSchema = z.object({});
