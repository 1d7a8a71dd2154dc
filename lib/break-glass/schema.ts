import * as z from 'zod';
import { idOf } from '@/lib/kernel/fields';

export const nothingSchema = z.object({});

export const adminSchema = z.object({ userId: idOf('a member') });
export type AdminInput = z.output<typeof adminSchema>;
