import * as z from 'zod';
import { idOf, lineOf, optionalField } from '@/lib/kernel/fields';

const name = lineOf('a name for the connection', 60);
/** More than any identity provider writes; what is read of it is bounded again. */
const metadata = z
  .string('Paste the metadata of your identity provider.')
  .trim()
  .max(512 * 1024, 'This is more than 512 KB. Metadata of one identity provider is shorter.');
const metadataUrl = z
  .string('Enter an address.')
  .trim()
  .max(2_000, 'Use at most 2,000 characters.');
const attribute = optionalField(lineOf('the name of an attribute', 256));

export const createConnectionSchema = z.object({ name });
export type CreateConnectionInput = z.output<typeof createConnectionSchema>;

export const connectionIdSchema = z.object({ connectionId: idOf('a connection') });
export type ConnectionInput = z.output<typeof connectionIdSchema>;

export const renameConnectionSchema = connectionIdSchema.extend({ name });
export type RenameConnectionInput = z.output<typeof renameConnectionSchema>;

/** The document, or where it is. */
export const setIdentityProviderSchema = connectionIdSchema.extend({
  metadata: optionalField(metadata),
  metadataUrl: optionalField(metadataUrl),
});
export type SetIdentityProviderInput = z.output<typeof setIdentityProviderSchema>;

/** An empty attribute is none: the NameID then is the address, and no name is taken over. */
export const mapAttributesSchema = connectionIdSchema.extend({
  emailAttribute: attribute,
  nameAttribute: attribute,
});
export type MapAttributesInput = z.output<typeof mapAttributesSchema>;
