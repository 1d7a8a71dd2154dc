/** Why a known key was refused, in words, and what to do about it. The caller is told less. */
export type RefusalExplanation = { reason: string; fix: string };

// By the reasons that the data plane gives (lib/verification/model.ts), which comes after this domain; a test compares.
const explanations: Record<string, RefusalExplanation> = {
  revoked: {
    reason: 'The key is revoked.',
    fix: 'Create another key and put it where this one is still used.',
  },
  disabled: { reason: 'The key is disabled.', fix: 'Enable it, if the calls are yours.' },
  suspended: {
    reason: 'The key is suspended: its owner may no longer hold keys in its team.',
    fix: 'Give the owner back a role and a team that may hold keys, or create another key.',
  },
  expired: {
    reason: 'The key has expired.',
    fix: 'Create another key and put it where this one is still used.',
  },
  'owner-not-a-member': {
    reason: 'The owner of the key is no longer a member.',
    fix: 'Create a key of your own and put it where this one is still used.',
  },
  'owner-lacks-role': {
    reason: "The owner's role may not hold keys.",
    fix: 'Change the role of the owner, or create another key.',
  },
  'owner-not-in-team': {
    reason: "The owner is not in the key's team.",
    fix: 'Add the owner to the team, or create another key.',
  },
  'organization-suspended': {
    reason: 'The organization is suspended.',
    fix: 'Ask whoever runs this installation.',
  },
  'organization-deleting': {
    reason: 'The organization is being deleted.',
    fix: 'Undo the deletion, if the calls must go on.',
  },
  'group-mismatch': {
    reason: 'The call named another Group ID.',
    fix: 'Use the Group ID that is shown beside the key.',
  },
  'ip-missing': {
    reason: 'The key has IP ranges, and the call came without a readable address.',
    fix: 'Ask whoever runs the gateway to send the address, or remove the IP ranges.',
  },
  'ip-outside-ranges': {
    reason: 'The call came from outside the IP ranges of the key.',
    fix: 'Add the address to the IP ranges, if the calls are yours.',
  },
  'service-unknown': {
    reason: 'The call named a service that does not exist.',
    fix: 'Check the address or the name of the service in the call.',
  },
  'service-outside-list': {
    reason: 'The key may not call this service.',
    fix: 'Allow the service on this key.',
  },
  'scope-missing': {
    reason: 'The key does not have the scope for calls.',
    fix: 'Create a key with the scope inference.',
  },
  'model-outside-list': {
    reason: 'The key may not call this model.',
    fix: 'Allow the model on this key.',
  },
};

/** Words for a reason that the data plane gave. */
export function explainRefusal(reason: string): RefusalExplanation {
  return (
    explanations[reason] ?? {
      reason: 'The call was refused.',
      fix: 'Check the settings of this key.',
    }
  );
}
