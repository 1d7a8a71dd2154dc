import { expect, test } from 'vitest';
import { versionChanges } from './version-changes';

const certificate = (fingerprint: string) => ({ fingerprint, subject: 'CN=idp', expiresAt: '' });
const first = {
  idpEntityId: 'https://idp.example',
  signInUrl: 'https://idp.example/sign-in',
  binding: 'redirect',
  certificates: [certificate('A')],
  emailAttribute: null,
  nameAttribute: null,
};

test('the first version is told as such', () => {
  expect(versionChanges(first, undefined)).toEqual(['First metadata']);
});

test('a roll-over is told by how many certificates came and went', () => {
  const both = { ...first, certificates: [certificate('A'), certificate('B')] };
  const rolled = { ...first, certificates: [certificate('B'), certificate('C')] };
  expect(versionChanges(both, first)).toEqual(['1 certificate added']);
  expect(versionChanges(rolled, first)).toEqual(['2 certificates added', '1 certificate gone']);
});

test('each other change is told by itself', () => {
  const next = {
    ...first,
    idpEntityId: 'https://other.example',
    signInUrl: 'https://other.example/sign-in',
    binding: 'post',
    emailAttribute: 'mail',
    nameAttribute: 'displayName',
  };
  expect(versionChanges(next, first)).toEqual([
    'Another entity ID',
    'Another sign-in URL',
    'Requests by POST',
    'Address: NameID → mail',
    'Name: none → displayName',
  ]);
});
