import type { KeyKind } from '@/lib/api-keys/secret';
import type { IpMatcher } from '@/lib/platform/ip-address';

/** What a refused call gets, in the order in which they are checked. Codes to come slot in here and in `checks`. */
export const refusalCodes = {
  'invalid-key': { statusCode: 2049, message: 'invalid api key' },
  'organization-inactive': { statusCode: 1004, message: 'organization is not active' },
  'group-mismatch': { statusCode: 1004, message: 'token not match group' },
  'ip-not-allowed': { statusCode: 1004, message: 'ip not allowed' },
  'service-not-allowed': { statusCode: 2061, message: 'service not allowed for this key' },
  'model-not-allowed': { statusCode: 2061, message: 'model not allowed for this key' },
} as const;

export type RefusalCode = keyof typeof refusalCodes;

/**
 * Why a call was refused: for the log and for the key's own organization, never for the caller. `text` is what the
 * key's page says.
 */
export const refusalReasons = {
  unknown: { code: 'invalid-key', text: 'No such key' },
  revoked: { code: 'invalid-key', text: 'The key is revoked' },
  disabled: { code: 'invalid-key', text: 'The key is disabled' },
  suspended: { code: 'invalid-key', text: 'The key is suspended' },
  expired: { code: 'invalid-key', text: 'The key has expired' },
  'owner-not-a-member': { code: 'invalid-key', text: 'Its owner is no longer a member' },
  'owner-lacks-role': { code: 'invalid-key', text: "Its owner's role may not have keys" },
  'owner-not-in-team': { code: 'invalid-key', text: "Its owner is not in the key's team" },
  'organization-suspended': {
    code: 'organization-inactive',
    text: 'The organization is suspended',
  },
  'organization-deleting': {
    code: 'organization-inactive',
    text: 'The organization is being deleted',
  },
  'group-mismatch': { code: 'group-mismatch', text: 'The call named another Group ID' },
  'ip-missing': { code: 'ip-not-allowed', text: 'The call came without a readable IP address' },
  'ip-outside-ranges': { code: 'ip-not-allowed', text: "Outside the key's IP ranges" },
  'ip-outside-organization': {
    code: 'ip-not-allowed',
    text: "Outside the organization's IP ranges for keys",
  },
  'service-unknown': { code: 'service-not-allowed', text: 'The call named an unknown service' },
  'service-outside-list': {
    code: 'service-not-allowed',
    text: "Not among the key's allowed services",
  },
  'scope-missing': { code: 'service-not-allowed', text: 'The key lacks the scope "inference"' },
  'model-outside-list': { code: 'model-not-allowed', text: "Not among the key's allowed models" },
} as const satisfies Record<string, { code: RefusalCode; text: string }>;

export type RefusalReason = keyof typeof refusalReasons;

export const services = ['text', 'speech', 'video', 'image', 'music', 'voice-clone'] as const;

/** Whether the right by which a personal key works still holds for its owner. */
export type OwnerStanding = 'may-create-keys' | 'not-a-member' | 'lacks-role' | 'not-in-team';

/** One key, compiled when it is loaded. Never changed afterwards, but for the note of its last use. */
export type KeySnapshot = KeyFacts & {
  /** The answer to a call that may go on, ready to be sent. */
  readonly answerText: string;
  /** The versions of the rows that it was made of: as long as they stand, so does the snapshot. */
  readonly version: string;
  /** Kept by the recorder, here so that a call need not look for it. */
  readonly lastUse: LastUseNote;
};

export type LastUseNote = {
  /** Milliseconds since 1970; 0: not used since the key was loaded. */
  at: number;
  ip: string | undefined;
  model: string | undefined;
  /** Whether it is still to be written. */
  waits: boolean;
};

export const unused = (): LastUseNote => ({ at: 0, ip: undefined, model: undefined, waits: false });

/** What a decision and its answer are made of. */
export type KeyFacts = {
  readonly keyId: string;
  readonly kind: KeyKind;
  readonly organizationId: string;
  readonly organizationStatus: 'active' | 'suspended' | 'deleting';
  /** Whether the first call of the organization was noted before. */
  readonly organizationHasCalled: boolean;
  readonly groupId: string;
  readonly teamId: string;
  readonly ownerId: string;
  readonly ownerStanding: OwnerStanding;
  readonly environment: string;
  readonly scopes: readonly string[];
  readonly status: 'active' | 'disabled' | 'suspended' | 'revoked';
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null;
  /** Null means every one, here and below. */
  readonly allowedServices: ReadonlySet<string> | null;
  readonly allowedModels: ReadonlySet<string> | null;
  readonly admitsIp: IpMatcher | null;
  /** The same by the organization's policy, for all its keys. */
  readonly organizationAdmitsIp: IpMatcher | null;
};

/** What the gateway tells of a call, beside the key. */
export type CallFacts = {
  readonly groupId?: string | undefined;
  readonly service?: string | undefined;
  readonly model?: string | undefined;
  readonly ip?: string | undefined;
};

export type Refusal = {
  readonly valid: false;
  readonly reason: RefusalReason;
  readonly code: RefusalCode;
  readonly statusCode: number;
  readonly message: string;
};

export type Decision = { readonly valid: true; readonly key: KeySnapshot } | Refusal;

/** The answer to a gateway whose call may go on: a part that does not apply is null, never absent. */
export type ValidAnswer = {
  valid: true;
  keyId: string;
  kind: KeyKind;
  organizationId: string;
  groupId: string;
  teamId: string;
  ownerId: string;
  environment: string;
  scopes: readonly string[];
  rateLimit: null;
  budget: null;
  pot: 'plan' | 'wallet';
  expiresAt: string | null;
};

export type RefusedAnswer = {
  valid: false;
  code: RefusalCode;
  statusCode: number;
  message: string;
};

export function validAnswerOf(key: KeyFacts): ValidAnswer {
  return {
    valid: true,
    keyId: key.keyId,
    kind: key.kind,
    organizationId: key.organizationId,
    groupId: key.groupId,
    teamId: key.teamId,
    ownerId: key.ownerId,
    environment: key.environment,
    scopes: key.scopes,
    rateLimit: null,
    budget: null,
    pot: key.kind === 'subscription' ? 'plan' : 'wallet',
    expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt).toISOString(),
  };
}
