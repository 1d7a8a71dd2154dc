import * as z from 'zod';
import type { CallFacts } from './model';

/**
 * The body of `POST /v1/keys/verify`. A field that is not named here is refused: a slip such as `groupID` would
 * otherwise skip its check without a word.
 */
export const verifySchema = z.strictObject({
  key: z.string('must be a string'),
  groupId: z.string('must be a string of digits').optional(),
  service: z.string('must be a string').optional(),
  model: z.string('must be a string').optional(),
  ip: z.string('must be a string').optional(),
});

export type VerifyRequest = CallFacts & { readonly key: string };

/**
 * The same judgement as the schema's, at a tenth of its cost, for the one request that comes tens of thousands of times
 * a second. A test holds the two together. Null: not acceptable, and the schema says why.
 */
export function readVerifyRequest(body: unknown): VerifyRequest | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  let hasKey = false;
  for (const name in body) {
    const value = (body as Record<string, unknown>)[name];
    switch (name) {
      case 'key':
        hasKey = true;
        break;
      case 'groupId':
      case 'service':
      case 'model':
      case 'ip':
        break;
      default:
        return null;
    }
    if (typeof value !== 'string') return null;
  }
  return hasKey ? (body as VerifyRequest) : null;
}

/** What is wrong with a body that `readVerifyRequest` refused, in one line. */
export function explainVerifyRequest(body: unknown): string {
  const result = verifySchema.safeParse(body);
  const issue = result.error?.issues[0];
  if (issue === undefined) return 'The body is not a verification request.';
  if (issue.code === 'unrecognized_keys') {
    return 'The body holds a field that is not known; it may hold key, groupId, service, model and ip.';
  }
  const field = issue.path.join('.');
  return field === '' ? 'The body must be a JSON object.' : `${field} ${issue.message}.`;
}
