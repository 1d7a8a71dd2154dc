import * as z from 'zod';

export const revokeSessionSchema = z.object({ sessionId: z.uuid('Choose a session.') });
export const noFieldsSchema = z.object({});
