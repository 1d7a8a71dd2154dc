import * as z from 'zod';
import { idOf, lineOf, listOf, optionalField, pageFields, searchField } from '@/lib/kernel/fields';
import { parseIpRange } from '@/lib/platform/ip-range';
import {
  defaultExpiry,
  environments,
  expiryChoices,
  generalKeyScopes,
  keyStates,
  maxIpRanges,
  maxListedModels,
} from './model';

const name = lineOf('a name for the key', 80);
const environment = z.enum(environments, 'Choose an environment.');

const ipRange = z.string('Enter an IP address or a range.').transform((text, context) => {
  const parsed = parseIpRange(text);
  if (parsed.ok) return parsed.range;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
});

/** A list, or one text with an entry a line (or separated by commas or spaces). Empty means from anywhere. */
const ipRanges = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/[\s,;]+/) : value),
  listOf(ipRange, maxIpRanges, 'Enter IP addresses or ranges.'),
);

// Which ids exist is the catalogue's to say; here only that they look like ids.
const catalogueId = (what: string) =>
  z
    .string(`Choose ${what} from the list.`)
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, `Choose ${what} from the list.`);
/** Empty means every one. */
const allowedModels = listOf(
  catalogueId('models'),
  maxListedModels,
  'Choose models from the list.',
);
const allowedServices = listOf(catalogueId('services'), 20, 'Choose services from the list.');

const expiryDate = z
  .string('Enter a date.')
  .regex(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/,
    'Enter a date such as 2027-01-31.',
  )
  .refine((text) => !Number.isNaN(Date.parse(text)), 'Enter a date that exists.');

export const createApiKeySchema = z
  .object({
    name,
    environment,
    teamId: idOf('a team'),
    scopes: optionalField(
      listOf(
        z.enum(generalKeyScopes, 'Choose scopes from the list.'),
        10,
        'Choose scopes from the list.',
      ),
    ).transform((scopes) =>
      scopes === undefined || scopes.length === 0 ? [...generalKeyScopes] : scopes,
    ),
    allowedModels: optionalField(allowedModels).transform((ids) => ids ?? []),
    allowedServices: optionalField(allowedServices).transform((ids) => ids ?? []),
    ipRanges: optionalField(ipRanges).transform((ranges) => ranges ?? []),
    /** `date` goes with `expiresAt`, which alone says the same. */
    expiry: optionalField(z.enum(expiryChoices, 'Choose when the key expires.')),
    /** An instant with its zone, or a day: then until that day ends in the organization's time zone. */
    expiresAt: optionalField(expiryDate),
  })
  .transform((input) => ({
    ...input,
    expiry: input.expiry ?? (input.expiresAt === undefined ? defaultExpiry : 'date'),
  }))
  .refine((input) => input.expiry !== 'date' || input.expiresAt !== undefined, {
    path: ['expiresAt'],
    message: 'Enter the date on which the key expires.',
  });
export type CreateApiKeyInput = z.output<typeof createApiKeySchema>;

/** A field that is left out stays as it is; an empty list (in a form: one empty entry) lifts the limit. */
export const updateApiKeySchema = z.object({
  keyId: idOf('a key'),
  name: optionalField(name),
  environment: optionalField(environment),
  allowedModels: allowedModels.optional(),
  allowedServices: allowedServices.optional(),
  ipRanges: ipRanges.optional(),
});
export type UpdateApiKeyInput = z.output<typeof updateApiKeySchema>;

/** For acts on one key that need nothing more: find, disable, enable, revoke. */
export const apiKeyIdSchema = z.object({ keyId: idOf('a key') });
export type ApiKeyIdInput = z.output<typeof apiKeyIdSchema>;

export const keySorts = ['created', 'name', 'last-used', 'expires'] as const;
export type KeySort = (typeof keySorts)[number];

export const listApiKeysSchema = z
  .object({
    /** Part of a name or a hint. */
    search: searchField,
    state: optionalField(z.enum(keyStates, 'Choose a state from the list.')),
    environment: optionalField(environment),
    teamId: optionalField(idOf('a team')),
    ownerId: optionalField(idOf('a member')),
    sort: optionalField(z.enum(keySorts, 'Choose an order from the list.')).transform(
      (sort) => sort ?? 'created',
    ),
    direction: optionalField(z.enum(['asc', 'desc'], 'Choose a direction.')),
    ...pageFields,
  })
  .transform((input) => ({
    ...input,
    /** Names go up, times go down: the newest first. */
    direction: input.direction ?? (input.sort === 'name' ? ('asc' as const) : ('desc' as const)),
  }));
export type ListApiKeysInput = z.output<typeof listApiKeysSchema>;

export const listRefusalsSchema = z.object({ keyId: idOf('a key'), ...pageFields });
export type ListRefusalsInput = z.output<typeof listRefusalsSchema>;
