import type { AccessMethodKind, AccessMethodState } from '@/lib/access/model';
import type { Tone } from '../ui/badge';

type Words = {
  name: string;
  securityLevel: string;
  setUpTime: string;
  /** What an organization can decide about it. */
  choice: string;
};

/** What each is, whatever an organization made of it: the table of the product's contract. */
export const methodWords: Record<AccessMethodKind, Words> = {
  password: {
    name: 'Email and password',
    securityLevel: 'Standard',
    setUpTime: 'Under 1 minute',
    choice: 'Allowed or not',
  },
  google: {
    name: 'Google',
    securityLevel: 'Enhanced',
    setUpTime: 'Under 1 minute',
    choice: 'Allowed or not',
  },
  github: {
    name: 'GitHub',
    securityLevel: 'Enhanced',
    setUpTime: 'Under 1 minute',
    choice: 'Allowed or not',
  },
  totp: {
    name: 'Authenticator app (TOTP)',
    securityLevel: 'High',
    setUpTime: 'About 2 minutes',
    choice: 'Required, with days of grace',
  },
  saml: {
    name: 'Single sign-on (SAML)',
    securityLevel: 'Enterprise',
    setUpTime: 'About 15 minutes',
    choice: 'Required for verified domains, with emergency access for an Admin',
  },
  'api-key': {
    name: 'API key (service)',
    securityLevel: 'Configurable',
    setUpTime: 'Under 1 minute',
    choice: 'IP ranges, expiry, longest life',
  },
};

/** How it stands: a word with its tone, and what more there is to say. */
export function stateInWords(method: AccessMethodState): {
  tone: Tone;
  word: string;
  more: string[];
} {
  switch (method.kind) {
    case 'password':
    case 'google':
    case 'github':
      return { ...acceptance[method.state], more: [...acceptance[method.state].more] };
    case 'totp':
      return method.state === 'optional'
        ? { tone: 'neutral', word: 'Optional', more: ['Up to each member'] }
        : { tone: 'success', word: 'Required', more: [graceInWords(method.graceDays)] };
    case 'saml':
      return samlInWords(method);
    case 'api-key':
      return keysInWords(method);
  }
}

const acceptance = {
  allowed: { tone: 'success', word: 'Allowed', more: [] },
  'not-allowed': { tone: 'neutral', word: 'Not allowed', more: ['By the security policy'] },
  absent: { tone: 'neutral', word: 'Not set up', more: ['The operator has to set it up'] },
} as const satisfies Record<string, { tone: Tone; word: string; more: readonly string[] }>;

function graceInWords(days: number): string {
  if (days === 0) return 'From the first entry on';
  return `${days} ${days === 1 ? 'day' : 'days'} of grace`;
}

function samlInWords({
  state,
  connections,
  requiredFor,
}: Extract<AccessMethodState, { kind: 'saml' }>): ReturnType<typeof stateInWords> {
  const required = requiredFor.map((domain) => `Required for ${domain}`);
  switch (state) {
    case 'active':
      return {
        tone: 'success',
        word: requiredFor.length > 0 ? 'Required' : 'On',
        more: [...(connections.length > 0 ? [`By ${connections.join(', ')}`] : []), ...required],
      };
    case 'not-allowed':
      return {
        tone: 'neutral',
        word: 'Not allowed',
        more: ['By the security policy', ...required],
      };
    case 'inactive':
      return { tone: 'neutral', word: 'Off', more: ['No connection is active', ...required] };
    case 'absent':
      return { tone: 'neutral', word: 'Not set up', more: required };
  }
}

function keysInWords({
  state,
  ipRanges,
  maxKeyDays,
  keys,
}: Extract<AccessMethodState, { kind: 'api-key' }>): ReturnType<typeof stateInWords> {
  const limits = [
    ipRanges === 0
      ? 'From any address'
      : `From ${ipRanges} IP ${ipRanges === 1 ? 'range' : 'ranges'}`,
    maxKeyDays === null
      ? 'Expiry as chosen for each'
      : `For ${maxKeyDays} ${maxKeyDays === 1 ? 'day' : 'days'} at most`,
  ];
  const count = keys === null ? [] : [`${keys} ${keys === 1 ? 'key works' : 'keys work'}`];
  return {
    tone: 'success',
    word: state === 'limited' ? 'On, limited' : 'On',
    more: [...limits, ...count],
  };
}
