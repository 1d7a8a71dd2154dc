import { describe, expect, test } from 'vitest';
import type { MailTemplate } from '@/lib/notices/templates';
import { greeting, inWords } from './content';
import { renderMail } from './render-mail';

const link = 'https://console.example.com/verify-email?token=a%2Bb&next=%2F';
const at = '21 Nov 2026, 11:48 Europe/Berlin';
const device = 'Firefox on Linux';
const changed = { name: 'Ada', newEmail: 'ada@new.example', at, device };
const told = {
  name: 'Ada',
  organization: 'Analytical Engines',
  by: 'Charles',
  at,
  link,
  settingsLink: 'https://console.example.com/account/notifications',
};
const keys = [{ name: 'Mill', hint: 'sk-api-…wXyZ' }];
const mails: MailTemplate[] = [
  {
    template: 'verify-email',
    name: 'Ada',
    link,
    code: 'K7QP2MXD',
    expiresInMinutes: 1440,
    codeExpiresInMinutes: 10,
  },
  {
    template: 'account-exists',
    asked: 'sign-up',
    isKept: false,
    signInLink: link,
    resetLink: `${link}&r=1`,
  },
  {
    template: 'account-exists',
    asked: 'email-change',
    isKept: true,
    signInLink: link,
    resetLink: `${link}&r=1`,
  },
  {
    template: 'confirm-email-change',
    name: 'Ada',
    link,
    code: 'K7QP2MXD',
    expiresInMinutes: 1440,
    codeExpiresInMinutes: 10,
  },
  {
    template: 'organization-deletion',
    change: 'requested',
    name: 'Ada',
    organization: 'Analytical Engines',
    by: 'Charles',
    at,
    until: '21 Dec 2026, 11:48 Europe/Berlin',
    link,
  },
  {
    template: 'organization-deletion',
    change: 'kept',
    name: 'Ada',
    organization: 'Analytical Engines',
    by: 'Charles',
    at,
    until: null,
    link,
  },
  {
    template: 'domain-record',
    change: 'failing',
    name: 'Ada',
    organization: 'Analytical Engines',
    domain: 'engines.example',
    requiresSso: true,
    recordName: '_gatehouse-challenge.engines.example',
    recordValue: 'gatehouse-verification=K7QP2MXD',
    until: at,
    link,
  },
  {
    template: 'domain-record',
    change: 'lapsed',
    name: 'Ada',
    organization: 'Analytical Engines',
    domain: 'engines.example',
    requiresSso: false,
    recordName: '_gatehouse-challenge.engines.example',
    recordValue: 'gatehouse-verification=K7QP2MXD',
    until: null,
    link,
  },
  ...(['ending', 'ended'] as const).map((change) => ({
    template: 'sso-certificate-ending' as const,
    change,
    name: 'Ada',
    organization: 'Analytical Engines',
    connection: 'Company login',
    subject: 'CN=idp.engines.example',
    fingerprint: 'AB:CD',
    endsAt: at,
    hasOther: change === 'ended',
    link,
  })),
  {
    template: 'access-reminder',
    name: 'Ada',
    organization: 'Analytical Engines',
    by: 'Charles',
    debts: [
      { kind: 'second-factor', dueAt: at, isOverdue: false },
      { kind: 'method', methods: ['Google'], isSsoAlone: false },
    ],
    bySso: false,
    link,
  },
  {
    template: 'access-reminder',
    name: 'Ada',
    organization: 'Analytical Engines',
    by: 'Charles',
    debts: [{ kind: 'single-sign-on', domain: 'engines.example' }],
    bySso: true,
    link,
  },
  {
    template: 'break-glass-used',
    name: 'Ada',
    organization: 'Analytical Engines',
    by: 'Charles',
    byEmail: 'charles@engines.example',
    at,
    device: 'Firefox 144 on Windows',
    ip: '192.0.2.7',
    link,
  },
  { template: 'api-key-changed', ...told, change: 'disabled', key: keys[0]! },
  { template: 'api-key-changed', ...told, change: 'revoked', key: keys[0]! },
  { template: 'api-keys-settled', ...told, role: 'Read-Only', suspended: keys, resumed: [] },
  {
    template: 'team-keys-changed',
    ...told,
    team: 'Research',
    change: 'archived',
    revoked: [],
    moved: keys,
    movedTo: 'Platform',
    suspended: keys,
    resumed: [],
  },
  {
    template: 'team-keys-changed',
    ...told,
    team: 'Research',
    change: 'left',
    revoked: keys,
    moved: [],
    movedTo: null,
    suspended: [],
    resumed: keys,
  },
  {
    template: 'membership-changed',
    ...told,
    role: 'Read-Only',
    roleBefore: 'Developer',
    suspended: keys,
    resumed: keys,
  },
  {
    template: 'membership-changed',
    ...told,
    role: 'Admin',
    roleBefore: null,
    suspended: [],
    resumed: [],
  },
  { template: 'membership-ended', ...told, signedOut: true, revoked: keys, handedOver: keys },
  { template: 'membership-ended', ...told, signedOut: false, revoked: [], handedOver: [] },
  { template: 'handed-over', ...told, from: 'Dora', change: 'removed', keys, invitations: 2 },
  { template: 'handed-over', ...told, from: 'Dora', change: 'left', keys: [], invitations: 1 },
  {
    template: 'invitation',
    name: 'Greta',
    organization: 'Analytical Engines',
    by: 'Ada',
    role: 'Developer',
    message: 'See you\nthere',
    link,
    expiresAt: '28 Nov 2026, 11:48 UTC',
  },
  { template: 'email-change-requested', ...changed, resetLink: link },
  { template: 'email-changed', ...changed, undoLink: link, undoDays: 7 },
  { template: 'email-change-done', name: 'Ada', at, device, signInLink: link },
  { template: 'email-change-undone', name: 'Ada', isBack: true, at, device, signInLink: link },
  { template: 'email-change-undone', name: 'Ada', isBack: false, at, device, signInLink: link },
  { template: 'reset-password', because: 'asked', name: 'Ada', link, expiresInMinutes: 30 },
  {
    template: 'reset-password',
    because: 'account-secured',
    name: 'Ada',
    link,
    expiresInMinutes: 30,
  },
  {
    template: 'password-changed',
    name: 'Ada',
    at: '21 Nov 2026, 11:48 Europe/Berlin',
    device: 'Firefox on Linux',
    resetLink: link,
  },
  ...[null, 'Safari 17 on macOS'].map((ended) => ({
    template: 'sessions-revoked' as const,
    name: 'Ada',
    ended,
    at: '21 Nov 2026, 11:48 Europe/Berlin',
    device: 'Firefox on Linux',
    resetLink: link,
  })),
  {
    template: 'new-device',
    name: 'Ada',
    at: '21 Nov 2026, 11:48 Europe/Berlin',
    device: 'Firefox on Linux',
    ip: '192.0.2.7',
    method: 'Password',
    link,
    expiresInDays: 7,
    isLastOfDay: true,
  },
  {
    template: 'identity-changed',
    change: 'linked',
    provider: 'Google',
    name: 'Ada',
    at: '21 Nov 2026, 11:48 Europe/Berlin',
    device: 'Firefox on Linux',
    notMeLink: link,
    resetLink: 'https://gatehouse.test/forgot-password',
  },
];

describe.each(mails)('the mail $template', (mail) => {
  test('says the same in HTML and in plain text, and carries the whole link in both', async () => {
    const { subject, html, text } = await renderMail(mail);
    expect(subject).toMatch(/^[\x20-\x7e]{5,70}$/);
    expect(html).toContain(link.replaceAll('&', '&amp;'));
    expect(text).toContain(link);
    expect(text).not.toMatch(/<[a-z]|&amp;|&#/);
  });

  test('loads nothing from anywhere', async () => {
    const { html } = await renderMail(mail);
    expect(html).not.toMatch(/<img|<script|<link|@import|url\(/i);
  });
});

test('the code is whole in both halves, to be read or copied', async () => {
  const { html, text } = await renderMail(mails[0]!);
  expect(html).toContain('>K7QP2MXD<');
  expect(text).toContain('\nK7QP2MXD\n');
});

test('the mail that confirms an address says how long its link and its code work', async () => {
  const { html, text } = await renderMail(mails[0]!);
  for (const half of [html, text.replaceAll('\n', ' ')]) {
    expect(half).toContain('The link works for 24 hours and the code for 10 minutes, each once.');
  }
  expect(html).toContain('It works for 10 minutes, the link for 24 hours.');
});

test('what a person typed is text, never markup', async () => {
  const { html } = await renderMail({
    template: 'password-changed',
    name: '<b>Ada</b>',
    at: '<i>now</i>',
    device: '"><script>alert(1)</script>',
    resetLink: 'https://x.example/?a="><img src=x>',
  });
  expect(html).not.toMatch(/<b>|<i>|<script|<img/);
});

test('a mail of choice says how to turn such mails off, and what others typed becomes no link in it', async () => {
  const { html, text } = await renderMail({
    template: 'api-key-changed',
    ...told,
    by: 'see https://evil.example/now',
    organization: 'www.evil.example',
    change: 'revoked',
    key: { name: '<img src=x>@evil.example', hint: 'sk-api-…wXyZ' },
  });
  expect(text).toContain(
    'Choose your notifications: https://console.example.com/account/notifications',
  );
  expect(html).toContain('href="https://console.example.com/account/notifications"');
  for (const half of [html, text]) {
    expect(half).not.toMatch(/evil\.example|https:\/\/evil/);
    expect(half).toContain('sk-api-…wXyZ');
  }
  expect(html).not.toContain('<img');
});

test('a reminder says what is asked and by when', async () => {
  const reminder = {
    template: 'access-reminder' as const,
    name: 'Ada',
    organization: 'Analytical Engines',
    by: 'Charles',
    bySso: false,
    link,
  };
  const due = await renderMail({
    ...reminder,
    debts: [{ kind: 'second-factor', dueAt: at, isOverdue: false }],
  });
  expect(due.text).toContain(`Second factor due: ${at}`);
  expect(due.text).toContain(`Open your security page:\n${link}`);
  const overdue = await renderMail({
    ...reminder,
    debts: [{ kind: 'second-factor', dueAt: at, isOverdue: true }],
  });
  expect(overdue.text).toContain(`Second factor due since: ${at}`);
  const bySso = await renderMail({
    ...reminder,
    bySso: true,
    debts: [{ kind: 'single-sign-on', domain: 'engines.example' }],
  });
  expect(bySso.text).toContain(`Sign in with single sign-on:\n${link}`);
});

describe('the greeting', () => {
  test.each([
    ['Ada Lovelace', 'Hello Ada Lovelace,'],
    ['  Łukasz \n Nowak ', 'Hello,'],
    ['Dr. Ada', 'Hello Dr. Ada,'],
    ['Win at evil.example', 'Hello,'],
    ['see https://evil', 'Hello,'],
    ['www evil', 'Hello,'],
    ['a'.repeat(65), 'Hello,'],
    ['', 'Hello,'],
  ])('for the name %j is %j', (name, expected) => {
    expect(greeting(name)).toBe(expected);
  });
});

test.each([
  [1, '1 minute'],
  [45, '45 minutes'],
  [60, '1 hour'],
  [90, '90 minutes'],
  [1440, '24 hours'],
])('%d minutes are %j', (minutes, expected) => {
  expect(inWords(minutes)).toBe(expected);
});
