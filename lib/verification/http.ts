import type { IncomingMessage } from 'node:http';
import { AppError } from '@/lib/kernel/errors';
import type { Answers } from '@/lib/platform/http-answers';
import { mustClose, readBody } from '@/lib/platform/http-body';
import type { Exchange } from '@/lib/platform/http-exchange';
import type { Logger } from '@/lib/platform/log';
import { refusedAnswerText } from './answer-text';
import type { VerificationMetrics } from './metrics';
import type { Decision } from './model';
import { explainVerifyRequest, readVerifyRequest, type VerifyRequest } from './schema';
import type { Verifier } from './verify-key';

const maxBodyBytes = 16_384;
const jsonType = /^application\/json(?:;\s*charset=utf-8)?$/i;

type VerifyRouteParts = {
  verifier: Verifier;
  answers: Answers;
  metrics: VerificationMetrics;
  isGateway: (request: IncomingMessage) => boolean;
  log: Logger;
};

/**
 * `POST /v1/keys/verify`. Callbacks and no promise where the key is in memory: the whole way is one turn of the event
 * loop, and nothing on it is made that could be kept.
 */
export function createVerifyRoute(parts: VerifyRouteParts): (exchange: Exchange) => void {
  const { verifier, answers, metrics, isGateway, log } = parts;

  function badRequest(exchange: Exchange, detail: string): void {
    answers.problem(exchange, { status: 400, code: 'bad-request', detail });
  }

  function tooLarge(exchange: Exchange): void {
    answers.problem(exchange, {
      status: 413,
      code: 'payload-too-large',
      detail: `The body may have at most ${maxBodyBytes} bytes.`,
      headers: mustClose(exchange.request) ? ['Connection', 'close'] : [],
    });
  }

  function answer(
    exchange: Exchange,
    call: VerifyRequest,
    decision: Decision,
    since: number,
  ): void {
    if (decision.valid) verifier.recordUse(decision.key, call);
    const body = decision.valid ? decision.key.answerText : refusedAnswerText(decision.code);
    answers.ascii(exchange, 200, 'application/json', body);
    metrics.observeVerify(performance.now() - since);
  }

  function fail(exchange: Exchange, error: unknown): void {
    const known = error instanceof AppError && error.code === 'unavailable';
    if (known) log.debug({ err: error, requestId: exchange.requestId }, 'a key was not checked');
    else log.error({ err: error, requestId: exchange.requestId }, 'a verification failed');
    answers.problem(exchange, {
      status: 503,
      code: 'unavailable',
      detail: 'The key cannot be checked at the moment. Refuse the call, or try again.',
      headers: ['Retry-After', '1'],
    });
  }

  function verify(exchange: Exchange, body: Buffer, since: number): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body.toString());
    } catch {
      badRequest(exchange, 'The body is not JSON.');
      return;
    }
    const call = readVerifyRequest(parsed);
    if (call === null) {
      badRequest(exchange, explainVerifyRequest(parsed));
      return;
    }
    const decision = verifier.verify(call.key, call);
    if ('then' in decision) {
      decision.then(
        (settled) => answer(exchange, call, settled, since),
        (error: unknown) => fail(exchange, error),
      );
    } else {
      answer(exchange, call, decision, since);
    }
  }

  return (exchange) => {
    const since = performance.now();
    const { request } = exchange;
    if (request.method !== 'POST') {
      answers.problem(exchange, {
        status: 405,
        code: 'method-not-allowed',
        detail: 'Use POST.',
        headers: ['Allow', 'POST'],
      });
      return;
    }
    if (!isGateway(request)) {
      answers.problem(exchange, {
        status: 401,
        code: 'unauthenticated',
        detail:
          'Send one header "Authorization: Bearer <gateway token>" with a token of this installation.',
        headers: ['WWW-Authenticate', 'Bearer'],
      });
      return;
    }
    const contentType = request.headers['content-type'];
    if (contentType !== 'application/json' && !jsonType.test(contentType ?? '')) {
      answers.problem(exchange, {
        status: 415,
        code: 'unsupported-media-type',
        detail: 'Send the body as application/json.',
      });
      return;
    }
    readBody(request, maxBodyBytes, (result) => {
      if (result.ok) verify(exchange, result.body, since);
      else if (result.reason === 'too-large') tooLarge(exchange);
    });
  };
}
