import * as z from 'zod';

export const revokeSessionSchema = z.object({ sessionId: z.uuid('Choose a session.') });
export const noFieldsSchema = z.object({});
/** `next`: a path of ours to come back to, for who signs out to sign in another way. */
export const signOutSchema = z.object({
  next: z.string().max(2048).optional(),
  /** The address whose next sign-in is to be by single sign-on. */
  ssoEmail: z.string().max(254).optional(),
});
