/** Why a known key was refused, in words, and what to do about it. The caller is told less. */
export type RefusalExplanation = { reason: string; fix: string };

/** What is known of a refused call, and what it should have sent. */
export type RefusedCall = {
  groupId: string;
  ip: string | null;
  service: string | null;
  model: string | null;
};

// By the reasons that the data plane gives (lib/verification/model.ts), which comes after this domain; a test compares.
const explanations: Record<
  string,
  { reason: string; fix: string | ((call: RefusedCall) => string) }
> = {
  revoked: {
    reason: 'The key is revoked.',
    fix: 'Create another key and put it where this one is still used.',
  },
  disabled: { reason: 'The key is disabled.', fix: 'Enable it, if the calls are yours.' },
  suspended: {
    reason: 'The key is suspended: its owner may no longer hold keys in its team.',
    fix: 'Give the owner back their role under Members, or create another key.',
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
    fix: 'Change the role of the owner under Members, or create another key.',
  },
  'owner-not-in-team': {
    reason: "The owner is not in the key's team.",
    fix: 'Have a member of the team create another key, and put it where this one is still used.',
  },
  'organization-suspended': {
    reason: 'The organization is suspended.',
    fix: 'Ask whoever runs this installation to resume the organization.',
  },
  'organization-deleting': {
    reason: 'The organization is being deleted.',
    fix: 'Ask whoever runs this installation, if the calls must go on.',
  },
  'group-mismatch': {
    reason: 'The call named another Group ID.',
    fix: ({ groupId }) => `Send the organization’s Group ID ${groupId}, or none.`,
  },
  'ip-missing': {
    reason:
      'The key or its organization has IP ranges, and the call came without a readable address.',
    fix: 'Ask whoever runs the gateway to send the address, or remove the IP ranges.',
  },
  'ip-outside-ranges': {
    reason: 'The call came from outside the IP ranges of the key.',
    fix: ({ ip }) => `Add ${ip ?? 'the address'} to the IP ranges, if the calls are yours.`,
  },
  'ip-outside-organization': {
    reason: 'The call came from outside the IP ranges that the organization set for its keys.',
    fix: ({ ip }) =>
      `Ask an Admin to add ${ip ?? 'the address'} under Settings, Security policy, if the calls are yours.`,
  },
  'service-unknown': {
    reason: 'The call named a service that does not exist.',
    fix: 'Correct the address or the name of the service in the call.',
  },
  'service-outside-list': {
    reason: 'The key may not call this service.',
    fix: ({ service }) => `Allow the service${named(service)} on this key.`,
  },
  'scope-missing': {
    reason: 'The key does not have the scope for calls.',
    fix: 'Create a key with the scope inference, and put it where this one is still used.',
  },
  'model-outside-list': {
    reason: 'The key may not call this model.',
    fix: ({ model }) => `Allow the model${named(model)} on this key.`,
  },
};

function named(id: string | null): string {
  return id === null ? '' : ` ${id}`;
}

/** Words for a reason that the data plane gave, which end in the act that mends it. */
export function explainRefusal(reason: string, call: RefusedCall): RefusalExplanation {
  const { fix, ...told } = explanations[reason] ?? {
    reason: 'The call was refused.',
    fix: 'Check the settings of this key.',
  };
  return { ...told, fix: typeof fix === 'string' ? fix : fix(call) };
}
