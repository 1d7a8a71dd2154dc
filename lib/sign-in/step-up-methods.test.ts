import { describe, expect, test } from 'vitest';
import { decideStepUpMethods } from './step-up-methods';

describe('how a person may prove once more who they are', () => {
  const nothing = { hasPassword: false, hasTotp: false, recoveryCodesLeft: 0 };

  test('by the password, for whom has no app', () => {
    expect(decideStepUpMethods({ ...nothing, hasPassword: true })).toEqual(['password']);
  });

  test('by the app before a recovery code, and never by the password alone', () => {
    const facts = { hasPassword: true, hasTotp: true, recoveryCodesLeft: 3 };
    expect(decideStepUpMethods(facts)).toEqual(['totp', 'recovery-code']);
    expect(decideStepUpMethods({ ...facts, recoveryCodesLeft: 0 })).toEqual(['totp']);
  });

  test('in no way, for whom has none: a fresh sign-in is left', () => {
    expect(decideStepUpMethods(nothing)).toEqual([]);
  });
});
