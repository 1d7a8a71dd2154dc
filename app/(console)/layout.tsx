import type { ReactNode } from 'react';
import { ProofToast } from '@/components/sign-in/proof-toast';
import { StepUpProvider } from '@/components/sign-in/step-up-provider';
import {
  listStepUpMethodsAction,
  proveAgainAction,
  startProofAction,
  startSsoProofAction,
} from './step-up/actions';

/** Around all pages of signed-in people: any act on them may ask for a fresh proof of identity. */
export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <StepUpProvider
      listMethods={listStepUpMethodsAction}
      prove={proveAgainAction}
      leave={startProofAction}
      leaveForSso={startSsoProofAction}
    >
      {children}
      <ProofToast />
    </StepUpProvider>
  );
}
