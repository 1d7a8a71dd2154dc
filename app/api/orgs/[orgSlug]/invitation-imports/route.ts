import { maxImportBytes } from '@/lib/invite-imports/model';
import { previewInvitationImport } from '@/lib/invite-imports/preview-import';
import { tooLarge, type ListSource } from '@/lib/invite-imports/read-list';
import { importSettingsSchema } from '@/lib/invite-imports/schema';
import { invalidField } from '@/lib/kernel/errors';
import { parse } from '@/lib/web/action-input';
import { orgUpload } from '@/lib/web/uploads';

/** The other fields of the form, a message of 500 characters and a hundred teams among them, and what is between the parts. */
const fieldBytes = 64 * 1024;

/** Takes a list of addresses, as a file or pasted, and makes a preview of it. */
export const POST = orgUpload(
  'invitation.create',
  { maxBytes: maxImportBytes + fieldBytes, tooLarge },
  async (deps, grant, form) =>
    previewInvitationImport(deps, grant, await sourceOf(form), parse(importSettingsSchema, form)),
);

async function sourceOf(form: FormData): Promise<ListSource> {
  const file = form.get('file');
  const pasted = form.get('pasted');
  const text = typeof pasted === 'string' ? pasted : '';
  // Browsers send an empty file where none was chosen.
  if (file instanceof File && file.size > 0) {
    if (text.trim() !== '')
      throw invalidField('pasted', 'Choose a file or paste a list, not both.');
    return { kind: 'file', bytes: await file.bytes(), fileName: file.name };
  }
  if (text.trim() === '') throw invalidField('file', 'Choose a file, or paste addresses below.');
  return { kind: 'pasted', text };
}
