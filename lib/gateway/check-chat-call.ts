import type { BodyResult } from '@/lib/platform/http-body';
import { refuse, type GatewayRefusal } from './model';
import { chatCompletionSchema, type ChatCompletionRequest } from './schema';

export type ChatCall = {
  groupIds: readonly string[];
  contentType: string | undefined;
  read: BodyResult;
  /** The body as JSON; undefined where it is none. */
  json: unknown;
};

export type CheckedChatCall =
  { ok: true; request: ChatCompletionRequest } | { ok: false; refusal: GatewayRefusal };

/** What is wrong with a call whose key was let through; pure. The models are asked for last, when all else is right. */
export function checkChatCall(call: ChatCall, maxBodyBytes: number): CheckedChatCall {
  const { groupIds, contentType, read, json } = call;
  const no = (refusal: GatewayRefusal): CheckedChatCall => ({ ok: false, refusal });
  if (!read.ok) {
    return no(refuse('payload-too-large', `The body may have at most ${maxBodyBytes} bytes.`));
  }
  if (groupIds.length > 1) return no(refuse('bad-request', 'Give one GroupId.'));
  if (!/^application\/json\s*(?:;|$)/i.test(contentType ?? '')) {
    return no(refuse('unsupported-media-type', 'Send the body as application/json.'));
  }
  if (json === undefined) return no(refuse('bad-request', 'The body is not JSON.'));
  const parsed = chatCompletionSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.') ?? '';
    return no(refuse('invalid-input', `${field || 'The body'} ${issue?.message ?? 'is wrong'}.`));
  }
  if (parsed.data.stream === true) {
    const message = 'This model answers whole, never in pieces: send "stream": false.';
    return no(refuse('stream-unsupported', message));
  }
  return { ok: true, request: parsed.data };
}

/** The refusal of a model that is no text model of the catalogue; null where it is one. */
export function checkTextModel(
  model: string,
  models: readonly { id: string; serviceId: string }[],
): GatewayRefusal | null {
  const known = models.filter(({ serviceId }) => serviceId === 'text').map(({ id }) => id);
  if (known.includes(model)) return null;
  return refuse('unknown-model', `There is no such text model. There are: ${known.join(', ')}.`);
}
