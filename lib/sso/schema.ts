import * as z from 'zod';
import { roles } from '@/lib/authz/permissions';
import { idOf, lineOf, optionalField } from '@/lib/kernel/fields';
import { defaultRoles, maxGroupLength, maxGroupRoles } from './model';

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

/** One version of a connection, as the list of them counts. */
export const versionSchema = connectionIdSchema.extend({
  version: z.int('Choose a version.').min(1, 'Choose a version.').max(2_000_000_000),
});
export type VersionInput = z.output<typeof versionSchema>;

export const updateIdpInitiatedSchema = connectionIdSchema.extend({
  allowsIdpInitiated: z.boolean('Say whether it may.'),
});
export type UpdateIdpInitiatedInput = z.output<typeof updateIdpInitiatedSchema>;

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

const groupRole = z.object({
  group: lineOf('the name of a group', maxGroupLength),
  role: z.enum(roles, 'Choose a role.'),
});

/** The rules in the order in which they count. Without an attribute that says the groups there can be none. */
export const updateRolesSchema = connectionIdSchema
  .extend({
    defaultRole: z.enum(defaultRoles, 'Choose a role other than Admin.'),
    groupsAttribute: attribute,
    groupRoles: z
      .array(groupRole, 'Send a list of rules.')
      .max(maxGroupRoles, `Use at most ${maxGroupRoles} rules.`),
  })
  .superRefine(({ groupsAttribute, groupRoles }, context) => {
    if (groupRoles.length > 0 && groupsAttribute === undefined) {
      const message = 'Enter the attribute that says a person’s groups, or remove the rules.';
      context.addIssue({ code: 'custom', path: ['groupsAttribute'], message });
    }
    groupRoles.forEach(({ group }, index) => {
      if (groupRoles.findIndex((other) => other.group === group) === index) return;
      const message = `“${group}” has a rule already.`;
      context.addIssue({ code: 'custom', path: ['groupRoles', index, 'group'], message });
    });
  });
export type UpdateRolesInput = z.output<typeof updateRolesSchema>;
