/** Why a known key was refused, in words, and what to do about it. The caller is told less (DESIGN: codes of verify). */
export type RefusalExplanation = { reason: string; fix: string };

const explanations: Record<string, RefusalExplanation> = {
  revoked: {
    reason: 'The key is revoked.',
    fix: 'Create another key and put it where this one is still used.',
  },
  disabled: { reason: 'The key is disabled.', fix: 'Enable it, if the calls are yours.' },
  suspended: {
    reason: 'The owner of the key may no longer hold keys in its team.',
    fix: 'Give the owner back a role and a team that may hold keys, or create another key.',
  },
  expired: { reason: 'The key is past its expiry.', fix: 'Create another key.' },
  'organization-suspended': {
    reason: 'The organization is suspended.',
    fix: 'Ask whoever runs this installation.',
  },
  'organization-inactive': {
    reason: 'The organization is not active.',
    fix: 'Ask whoever runs this installation.',
  },
  'group-mismatch': {
    reason: 'The call named the Group ID of another organization.',
    fix: 'Use the Group ID that is shown beside the key.',
  },
  'ip-not-allowed': {
    reason: 'The call came from outside the IP ranges of the key.',
    fix: 'Add the address to the IP ranges, if the calls are yours.',
  },
  'ip-missing': {
    reason: 'The key has IP ranges, and the gateway did not say where the call came from.',
    fix: 'Ask whoever runs the gateway to send the address, or remove the IP ranges.',
  },
  'service-not-allowed': {
    reason: 'The key may not call this service.',
    fix: 'Allow the service on this key.',
  },
  'scope-missing': {
    reason: 'The key does not have the scope for calls.',
    fix: 'Create a key with the scope inference.',
  },
  'model-not-allowed': {
    reason: 'The key may not call this model.',
    fix: 'Allow the model on this key.',
  },
};

/** Words for a reason, or for its code where a newer gateway gave a reason that is not known here. */
export function explainRefusal(reason: string, code: string): RefusalExplanation {
  return (
    explanations[reason] ??
    explanations[code] ?? {
      reason: 'The call was refused.',
      fix: 'Check the settings of this key.',
    }
  );
}
