import { expect, test } from 'vitest';
import { readDomain } from './canonical-domain';

test.each([
  ['acme.example', 'acme.example'],
  ['  Acme.EXAMPLE. ', 'acme.example'],
  ['mail.acme.example', 'mail.acme.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['BÜCHER.example', 'xn--bcher-kva.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['acme.co.uk', 'acme.co.uk'],
  ['acme.github.io', 'acme.github.io'],
])('%s is the domain %s', (input, domain) => {
  expect(readDomain(input)).toEqual({ status: 'domain', domain });
});

test.each([
  '',
  'acme',
  'ada@acme.example',
  'https://acme.example',
  'acme.example/path',
  'acme.example:443',
  'acme..example',
  '.acme.example',
  'acme.example..',
  '-acme.example',
  'acme_.example',
  '*.acme.example',
  'acme.exa mple',
  'acme.example\0.evil.example',
  'acme%2eexample',
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '[::1]',
  'xn--a.example',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(120)}example`,
])('%j is none', (input) => {
  expect(readDomain(input)).toEqual({ status: 'malformed' });
});

test.each([
  'gmail.com',
  'GMAIL.com',
  'ｇmail.com',
  'outlook.com',
  'icloud.com',
  'qq.com',
  'fastmail.com',
  'mailinator.com',
])('%s is a public provider of addresses', (input) => {
  expect(readDomain(input)).toMatchObject({ status: 'public-provider' });
});

test.each(['co.uk', 'github.io', 'vercel.app', 'com.au', 'compute.amazonaws.com'])(
  'names below %s are given out to anybody',
  (input) => {
    expect(readDomain(input)).toMatchObject({ status: 'public-suffix' });
  },
);
