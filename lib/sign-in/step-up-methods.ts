import type { PersonGrant } from '@/lib/authz/authorize';
import { invalidField, type AppError } from '@/lib/kernel/errors';
import { lockUser } from '@/lib/mfa/repository';
import { spendSecondFactor, type SecondFactorProof } from '@/lib/mfa/spend-second-factor';
import { tellOfRecoveryCode } from '@/lib/mfa/tell-of-recovery-code';
import { wrongCode } from '@/lib/mfa/wrong-code';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import type { StepUpMethod } from './model';
import { lockUserWithPassword, selectPasswordHash, type ProofFacts } from './repository';

/** What judges a proof inside the transaction that notes it, with the lock on the person's row, and spends it. */
type Judge = (tx: SystemTx) => Promise<boolean>;

/** One way to prove once more who one is. Step-up knows methods by this alone: a further one is a row of the table. */
type Method = {
  /** Whether a person who has this may use it. */
  isOffered(facts: ProofFacts): boolean;
  /** Does what takes long before the transaction, and returns what is left to do inside it. */
  prepare(deps: Deps, grant: PersonGrant, typed: string): Promise<Judge>;
  refusal(): AppError;
};

const secondFactor = (kind: SecondFactorProof['kind'], isOffered: Method['isOffered']): Method => ({
  isOffered,
  prepare: (deps, { userId, request }, typed) =>
    Promise.resolve(async (tx) => {
      const person = await lockUser(tx, userId);
      if (person === null) return false;
      const outcome = await spendSecondFactor(deps, tx, userId, { kind, code: typed });
      if (outcome !== 'accepted') return false;
      if (kind === 'recovery-code') {
        await tellOfRecoveryCode(deps, tx, { ...person, id: userId }, request);
      }
      return true;
    }),
  refusal: () => wrongCode(kind, 'proof'),
});

/** The strongest first. A password alone is less than the app: it is nothing where there is one. */
const methods: Record<StepUpMethod, Method> = {
  totp: secondFactor('totp', (facts) => facts.hasTotp),
  'recovery-code': secondFactor(
    'recovery-code',
    (facts) => facts.hasTotp && facts.recoveryCodesLeft > 0,
  ),
  password: {
    isOffered: (facts) => facts.hasPassword && !facts.hasTotp,
    async prepare(deps, { userId }, typed) {
      const hash = await asSystem(deps.db, 'step-up', (tx) => selectPasswordHash(tx, userId));
      const isRight = await deps.passwords.verify(hash ?? deps.passwords.decoy, typed);
      return (tx) =>
        hash !== null && isRight ? lockUserWithPassword(tx, userId, hash) : Promise.resolve(false);
    },
    refusal: () => invalidField('proof', 'This is not your password.'),
  },
};

export function methodOf(name: StepUpMethod): Method {
  return methods[name];
}

/** The methods by which a person with these can prove who they are, the best first. */
export function decideStepUpMethods(facts: ProofFacts): StepUpMethod[] {
  return (Object.keys(methods) as StepUpMethod[]).filter((name) => methods[name].isOffered(facts));
}
