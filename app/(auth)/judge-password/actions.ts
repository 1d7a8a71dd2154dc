'use server';

import { judgementsPerNetwork, limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import { networkOf } from '@/lib/accounts/network';
import { judgePassword } from '@/lib/accounts/password-policy';
import { judgePasswordSchema } from '@/lib/accounts/schema';
import { publicAction } from '@/lib/web/actions';

/** For the meter. Knows nothing but what it is asked: nothing is looked up, kept or logged. */
export const judgePasswordAction = publicAction(
  judgePasswordSchema,
  async (deps, request, { password, name, email }) => {
    const network = limitKey(networkOf(request.ip));
    await requireWithinLimit(deps, judgementsPerNetwork, network, 'The meter was asked too often.');
    return judgePassword(deps, password, { name, email });
  },
);
