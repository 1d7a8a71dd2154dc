import type { Answers } from '@/lib/platform/http-answers';
import type { Exchange } from '@/lib/platform/http-exchange';
import type { Completion } from './sandbox-model';
import type { GatewayRefusal } from './model';

type Refuse = (exchange: Exchange, refusal: GatewayRefusal) => void;

function headersOf({ http }: GatewayRefusal): string[] {
  if (http === 401) return ['WWW-Authenticate', 'Bearer'];
  return http === 503 ? ['Retry-After', '1'] : [];
}

/** A refusal in the platform's own form: clients look at `base_resp.status_code` first. */
export function createPlatformRefusal(answers: Answers): Refuse {
  return (exchange, refusal) => {
    const { http, code, statusCode, message } = refusal;
    const body = {
      base_resp: { status_code: statusCode, status_msg: message },
      code,
      request_id: exchange.requestId,
    };
    answers.json(exchange, http, body, headersOf(refusal));
  };
}

/** A refusal in OpenAI's form, which its client libraries read. */
export function createOpenAiRefusal(answers: Answers): Refuse {
  return (exchange, refusal) => {
    const { http, code, message } = refusal;
    const type = http >= 500 ? 'server_error' : 'invalid_request_error';
    const body = { error: { message, type, param: null, code }, request_id: exchange.requestId };
    answers.json(exchange, http, body, headersOf(refusal));
  };
}

/** A chat completion in the platform's own form. */
export function completionBody(
  id: string,
  model: string,
  { text, inputTokens, outputTokens }: Completion,
  at: Date,
) {
  return {
    id,
    object: 'chat.completion',
    created: Math.floor(at.getTime() / 1000),
    model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }],
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    },
    base_resp: { status_code: 0, status_msg: 'success' },
  };
}
