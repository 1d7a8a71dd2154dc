import {
  isProvider,
  providerNames,
  refusalReasons,
  type Provider,
  type RefusalReason,
} from '@/lib/identities/model';
import { Banner } from '../ui/banner';

/** How a way to a provider and back ended, as the address of a page says it; null for any other text. */
export type IdentityNoticeKind = { provider: Provider; end: RefusalReason | 'linked' | 'proved' };

export function readIdentityNotice(notice: unknown, provider: unknown): IdentityNoticeKind | null {
  if (!isProvider(provider)) return null;
  const end = ([...refusalReasons, 'linked', 'proved'] as const).find(
    (one) => notice === `oauth-${one}`,
  );
  return end === undefined ? null : { provider, end };
}

type Words = { title: string; text: string };

function wordsOf(end: RefusalReason, name: string): Words {
  switch (end) {
    case 'failed':
      return {
        title: `Continuing with ${name} did not work`,
        text: `It took too long, was cancelled or begun in another browser, or ${name} had a fault. Nothing was changed. Try again, or sign in another way.`,
      };
    case 'account-exists':
      return {
        title: 'You already have an account with this address',
        text: `Sign in to it the way you did before, then link ${name} under Security. Next time you can continue with ${name}.`,
      };
    case 'sso-required':
      return {
        title: 'Your address signs in by single sign-on',
        text: `The company that your address belongs to has its people sign in at its own identity provider, and not with ${name}.`,
      };
    case 'email-unverified':
      return {
        title: `${name} did not confirm your email address`,
        text: `Confirm your main address in your ${name} account, then try again. Or create an account with a password.`,
      };
    case 'other-account':
      return {
        title: `That ${name} account is not linked to the account you are signed in to`,
        text: `You stay signed in. To use that ${name} account with this one, link it under Security; to sign in as somebody else, sign out first.`,
      };
    case 'linked-elsewhere':
      return {
        title: `That ${name} account cannot be linked`,
        text: `It signs in to another account here. Unlink it there first, or choose another ${name} account.`,
      };
    case 'provider-taken':
      return {
        title: `A ${name} account is linked already`,
        text: 'Unlink it first to link another one.',
      };
    case 'not-proved':
      return {
        title: `${name} did not confirm that it is you`,
        text: `Choose the ${name} account that is linked to this one, and sign in there anew if you are asked to.`,
      };
  }
}

/** One sentence for each end, and nothing of what the provider or the address said. */
export function IdentityNotice({ notice }: { notice: IdentityNoticeKind }) {
  const name = providerNames[notice.provider];
  if (notice.end === 'linked') {
    return (
      <Banner tone="success" role="status" title={`Your ${name} account is linked`}>
        You can now sign in with it.
      </Banner>
    );
  }
  if (notice.end === 'proved') {
    return (
      <Banner tone="success" role="status" title={`${name} confirmed that it is you`}>
        Start again what you were about to do. For ten minutes you are not asked again.
      </Banner>
    );
  }
  const { title, text } = wordsOf(notice.end, name);
  return (
    <Banner tone="warning" role="alert" title={title}>
      {text}
    </Banner>
  );
}
