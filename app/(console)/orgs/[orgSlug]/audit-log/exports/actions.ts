'use server';

import { createAuditExport } from '@/lib/audit/create-audit-export';
import { createAuditExportSchema } from '@/lib/audit/schema';
import { orgAction } from '@/lib/web/actions';

export const createAuditExportAction = orgAction(
  'audit-log.export',
  createAuditExportSchema,
  createAuditExport,
);
