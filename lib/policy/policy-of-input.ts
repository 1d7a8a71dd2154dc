import { signInMethods } from '@/lib/sessions/model';
import type { OrganizationPolicy } from './model';
import type { PreviewPolicyInput } from './schema';

/** The policy that a form asks for. */
export function policyOfInput(
  input: PreviewPolicyInput,
  before: OrganizationPolicy,
  now: Date,
): OrganizationPolicy {
  const { mfaRequired, mfaGraceDays, allowedMethods } = input;
  const given = <T>(value: T | undefined, kept: T): T => (value === undefined ? kept : value);
  return {
    // The days run from the first demand: saving something else does not give them anew.
    mfaRequiredAt: mfaRequired ? (before.mfaRequiredAt ?? now) : null,
    mfaGraceDays: mfaRequired ? mfaGraceDays : 0,
    // All is kept as "every one", so that a method that is added later is among them.
    allowedMethods:
      allowedMethods.length === signInMethods.length
        ? []
        : signInMethods.filter((method) => allowedMethods.includes(method)),
    sessionAbsoluteMinutes: given(input.sessionAbsoluteMinutes, before.sessionAbsoluteMinutes),
    sessionIdleMinutes: given(input.sessionIdleMinutes, before.sessionIdleMinutes),
    consoleIpRanges: given(input.consoleIpRanges, before.consoleIpRanges),
    keyIpRanges: given(input.keyIpRanges, before.keyIpRanges),
    maxKeyDays: given(input.maxKeyDays, before.maxKeyDays),
  };
}

/** Whether two policies demand the same. */
export function isSamePolicy(one: OrganizationPolicy, other: OrganizationPolicy): boolean {
  const inOrder = (policy: OrganizationPolicy) =>
    Object.entries(policy).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}
