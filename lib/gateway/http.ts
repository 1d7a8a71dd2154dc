import type { Clock } from '@/lib/platform/clock';
import type { Answers } from '@/lib/platform/http-answers';
import { leaveBody, mustClose, readBody, type BodyResult } from '@/lib/platform/http-body';
import type { Exchange } from '@/lib/platform/http-exchange';
import type { Logger } from '@/lib/platform/log';
import type { KeySnapshot } from '@/lib/verification/model';
import type { Verifier } from '@/lib/verification/verify-key';
import { authorizeCall } from './authorize-call';
import { checkChatCall, checkTextModel } from './check-chat-call';
import { completionBody, createOpenAiRefusal, createPlatformRefusal } from './gateway-answers';
import { refuse, type CatalogueModel, type GatewayRefusal } from './model';
import { completeInSandbox } from './sandbox-model';

/** A long conversation; pictures and sounds are other services. */
const maxBodyBytes = 4 * 1_048_576;

export type GatewayParts = {
  verifier: Verifier;
  /** The verification of a call whose body is not read yet. */
  door: Verifier;
  listModels: () => Promise<CatalogueModel[]>;
  answers: Answers;
  clock: Clock;
  log: Logger;
};

type Route = (exchange: Exchange) => void;

/** Runs a route that waits. What it throws is logged with the request's id, and the client learns nothing of it. */
function guarded(
  log: Logger,
  refuseWith: (exchange: Exchange, refusal: GatewayRefusal) => void,
  handle: (exchange: Exchange) => Promise<void>,
): Route {
  return (exchange) => {
    handle(exchange).catch((error: unknown) => {
      log.error({ err: error, requestId: exchange.requestId }, 'a call to the gateway failed');
      refuseWith(exchange, refuse('internal', 'Something went wrong on our side.'));
    });
  };
}

/** `POST /v1/text/chatcompletion_v2?GroupId=`: the platform's own form. Bodies are never logged. */
export function createChatRoute(parts: GatewayParts): Route {
  const { verifier, door, listModels, answers, clock, log } = parts;
  const refuseWith = createPlatformRefusal(answers);

  async function handle(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    if (request.method !== 'POST') {
      response.setHeader('Allow', 'POST');
      refuseWith(exchange, refuse('method-not-allowed', 'Use POST.'));
      return;
    }
    const groupIds = new URL(request.url ?? '/', 'http://gateway').searchParams.getAll('GroupId');
    const facts = { groupId: groupIds[0], service: 'text' };
    // Whoever may not call at all is told so before the body, which nobody need keep in memory for them.
    const entry = await authorizeCall({ verifier: door, log }, exchange, facts);
    if (!entry.allowed) {
      leaveBody(request, response);
      refuseWith(exchange, entry.refusal);
      return;
    }
    const read = await new Promise<BodyResult>((done) => readBody(request, maxBodyBytes, done));
    const json = read.ok ? parseJson(read.body) : undefined;
    // Who calls is settled before what is wrong with the call. The key may have changed while the body came.
    const decision = await authorizeCall(parts, exchange, { ...facts, model: modelOf(json) });
    if (!read.ok && mustClose(request)) response.setHeader('Connection', 'close');
    if (!decision.allowed) {
      refuseWith(exchange, decision.refusal);
      return;
    }
    const contentType = request.headers['content-type'];
    const checked = checkChatCall({ groupIds, contentType, read, json }, maxBodyBytes);
    if (!checked.ok) {
      refuseWith(exchange, checked.refusal);
      return;
    }
    const { model } = checked.request;
    const unknownModel = checkTextModel(model, await listModels());
    if (unknownModel !== null) {
      refuseWith(exchange, unknownModel);
      return;
    }
    verifier.recordUse(decision.key, decision.call);
    const completion = completeInSandbox(checked.request);
    const id = `chatcmpl-${exchange.requestId}`;
    answers.json(exchange, 200, completionBody(id, model, completion, clock.now()));
  }

  return guarded(log, refuseWith, handle);
}

/** `GET /v1/models`: those that the key may call, in OpenAI's form. */
export function createModelsRoute(parts: GatewayParts): Route {
  const { verifier, listModels, answers, log } = parts;
  const refuseWith = createOpenAiRefusal(answers);

  async function handle(exchange: Exchange): Promise<void> {
    if (exchange.request.method !== 'GET' && exchange.request.method !== 'HEAD') {
      exchange.response.setHeader('Allow', 'GET, HEAD');
      refuseWith(exchange, refuse('method-not-allowed', 'Use GET.'));
      return;
    }
    const decision = await authorizeCall(parts, exchange, {});
    if (!decision.allowed) {
      refuseWith(exchange, decision.refusal);
      return;
    }
    const models = await listModels();
    verifier.recordUse(decision.key, decision.call);
    const data = models.filter((model) => mayCall(decision.key, model)).map(openAiModel);
    answers.json(exchange, 200, { object: 'list', data });
  }

  return guarded(log, refuseWith, handle);
}

function mayCall(key: KeySnapshot, { id, serviceId }: CatalogueModel): boolean {
  return (
    key.scopes.includes('inference') &&
    (key.allowedServices?.has(serviceId) ?? true) &&
    (key.allowedModels?.has(id) ?? true)
  );
}

function openAiModel({ id, availableFrom }: CatalogueModel) {
  const created = Math.floor(availableFrom.getTime() / 1000);
  return { id, object: 'model', created, owned_by: 'gatehouse' };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** The model as far as it can be read before the body is judged. */
function modelOf(body: unknown): string | undefined {
  const model = (body as { model?: unknown } | null | undefined)?.model;
  return typeof model === 'string' ? model : undefined;
}
