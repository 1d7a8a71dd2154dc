import { describe, expect, test } from 'vitest';
import { createApiKeySchema, listApiKeysSchema, updateApiKeySchema } from './schema';

const teamId = '019a0000-0000-7000-8000-000000000001';
const valid = { name: 'Backend', environment: 'staging', teamId };
const errorsOf = (fields: object) =>
  createApiKeySchema.safeParse({ ...valid, ...fields }).error?.issues.map(({ message }) => message);

describe('createApiKeySchema', () => {
  test('fills in what a form left empty', () => {
    const parsed = createApiKeySchema.parse({
      ...valid,
      ipRanges: '',
      allowedModels: [''],
      expiry: '',
      expiresAt: '',
    });
    expect(parsed).toMatchObject({
      scopes: ['inference'],
      ipRanges: [],
      allowedModels: [],
      allowedServices: [],
      expiry: '90-days',
    });
  });

  test('reads the same from a form and from JSON', () => {
    const form = createApiKeySchema.parse({
      ...valid,
      ipRanges: '10.0.0.0/8\r\n2001:DB8::/32, 10.0.0.0/8',
    });
    const json = createApiKeySchema.parse({
      ...valid,
      ipRanges: ['10.0.0.0/8', '2001:db8:0::/32'],
    });
    expect(form.ipRanges).toEqual(['10.0.0.0/8', '2001:db8::/32']);
    expect(json.ipRanges).toEqual(form.ipRanges);
    expect(createApiKeySchema.parse({ ...valid, allowedServices: 'text' }).allowedServices).toEqual(
      ['text'],
    );
    expect(createApiKeySchema.parse({ ...valid, expiresAt: '2030-01-01' }).expiry).toBe('date');
  });

  test.each([
    [{ name: 'x'.repeat(500) }, 'Use at most 80 characters.'],
    [{ name: ' ' }, 'Enter a name for the key.'],
    [{ name: ['a', 'b'] }, 'Enter a name for the key.'],
    [{ environment: 'moon' }, 'Choose an environment.'],
    [{ teamId: "1' OR '1'='1" }, 'Choose a team.'],
    [{ scopes: ['admin'] }, 'Choose scopes from the list.'],
    [{ scopes: ['member.add'] }, 'Choose scopes from the list.'],
    [{ expiry: 'date' }, 'Enter the date on which the key expires.'],
    [{ expiresAt: '2027-13-45' }, 'Enter a date that exists.'],
    [{ expiresAt: 'tomorrow' }, 'Enter a date such as 2027-01-31.'],
    [{ ipRanges: Array.from({ length: 51 }, (_, n) => `10.0.0.${n}`) }, 'Choose at most 50.'],
    [{ allowedModels: ['a b'] }, 'Choose models from the list.'],
    [{ ipRanges: { 0: '10.0.0.1' } }, 'Enter IP addresses or ranges.'],
  ])('refuses %j', (fields, message) => {
    expect(errorsOf(fields)).toContain(message);
  });

  test.each(['שלום', '🔑 prod', '<img src=x onerror=alert(1)>', "Robert'); --"])(
    'keeps the name %j',
    (name) => {
      expect(createApiKeySchema.parse({ ...valid, name }).name).toBe(name);
    },
  );

  test('drops what nobody may set', () => {
    const parsed = createApiKeySchema.parse({
      ...valid,
      ownerUserId: 'x',
      organizationId: 'x',
      status: 'active',
      kind: 'organization-token',
      __proto__: { polluted: true },
    });
    for (const field of ['ownerUserId', 'organizationId', 'status', 'kind', 'polluted']) {
      expect(parsed).not.toHaveProperty(field);
    }
  });
});

describe('updateApiKeySchema', () => {
  test('tells what is left out from what is emptied', () => {
    expect(updateApiKeySchema.parse({ keyId: teamId })).toEqual({ keyId: teamId });
    expect(updateApiKeySchema.parse({ keyId: teamId, ipRanges: '', allowedModels: [''] })).toEqual({
      keyId: teamId,
      ipRanges: [],
      allowedModels: [],
    });
  });
});

describe('listApiKeysSchema', () => {
  test('sorts by name upwards and by time downwards unless told', () => {
    expect(listApiKeysSchema.parse({})).toMatchObject({
      sort: 'created',
      direction: 'desc',
      limit: 50,
    });
    expect(listApiKeysSchema.parse({ sort: 'name' }).direction).toBe('asc');
  });

  test.each([
    { limit: '1000' },
    { sort: 'secret_hash' },
    { state: ['active', 'revoked'] },
    { search: 'a\0' },
  ])('refuses %j', (fields) => {
    expect(listApiKeysSchema.safeParse(fields).success).toBe(false);
  });
});
