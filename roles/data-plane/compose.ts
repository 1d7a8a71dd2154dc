import type http from 'node:http';
import { createChatRoute, createModelsRoute } from '@/lib/gateway/http';
import { createModelList } from '@/lib/gateway/model-list';
import { selectAvailableModels } from '@/lib/gateway/repository';
import { createBearerCheck } from '@/lib/platform/bearer';
import { createAddressResolver, createPeerCheck } from '@/lib/platform/client-address';
import { systemClock, systemMilliseconds } from '@/lib/platform/clock';
import type { ServingEnv } from '@/lib/platform/env';
import { createAnswers } from '@/lib/platform/http-answers';
import type { Exchange } from '@/lib/platform/http-exchange';
import { uuidV7Ids } from '@/lib/platform/ids';
import type { Logger } from '@/lib/platform/log';
import { createMetrics } from '@/lib/platform/metrics';
import { systemRandom } from '@/lib/platform/random';
import { createVerification } from '@/lib/verification/create-verification';
import { createVerifyRoute } from '@/lib/verification/http';
import { apiSecurityHeaders, baseSecurityHeaders } from '@/lib/web/security-headers';
import { createAccessLog } from './access-log';
import { createExchangeMaker } from './exchange';
import { checkDatabase, checkWeb, createHealth } from './health';
import { createMetricsRoute } from './metrics-route';
import { noticePolicy } from './notice-page';
import { createNotices } from './notices';
import { createPages, createUpgrade } from './pages';
import { createRouter } from './router';
import { createServer, drain } from './server';
import { createWebProxy } from './web-proxy';

export type DataPlane = { server: http.Server; close: () => Promise<void> };

/** Puts the data plane together. Nothing is decided here. */
export function composeDataPlane(env: ServingEnv, log: Logger): DataPlane {
  const https = env.APP_URL.startsWith('https:');
  const apiHeaders = apiSecurityHeaders({ https });
  const answers = createAnswers(apiHeaders);
  const pageAnswers = createAnswers({
    ...baseSecurityHeaders({ https }),
    'Content-Security-Policy': noticePolicy,
    'Cache-Control': 'no-store',
  });
  const notices = createNotices(pageAnswers, answers);
  const isGateway = createBearerCheck(env.GATEWAY_TOKENS);
  const metrics = createMetrics();
  const clock = systemClock;
  const verification = createVerification({
    systemUrl: env.DATABASE_SYSTEM_URL,
    now: systemMilliseconds,
    ids: uuidV7Ids(clock, systemRandom),
    log,
    metrics,
  });
  const { verifier, door, pool } = verification;
  const listModels = createModelList({
    select: () => selectAvailableModels(pool, clock.now()),
    now: systemMilliseconds,
  });
  const gateway = { verifier, door, listModels, answers, clock, log };
  const socketPath = env.ROLES.includes('web') ? env.GATEHOUSE_WEB_SOCKET : undefined;
  const proxy = socketPath === undefined ? null : createWebProxy({ socketPath, notices, log });
  const health = createHealth({
    answers,
    log,
    roles: env.ROLES,
    checks: {
      database: checkDatabase(pool),
      ...(socketPath === undefined ? {} : { web: checkWeb(socketPath) }),
    },
  });
  const route = createRouter({
    routes: {
      '/v1/keys/verify': createVerifyRoute({
        verifier,
        answers,
        metrics: verification.metrics,
        isGateway,
        log,
      }),
      '/v1/text/chatcompletion_v2': createChatRoute(gateway),
      '/v1/models': createModelsRoute(gateway),
      '/healthz': health.healthz,
      '/readyz': health.readyz,
      '/metrics': createMetricsRoute({ metrics, answers, isGateway }),
    },
    pages: createPages({
      appUrl: env.APP_URL,
      mailIsKept: env.SMTP_URL === undefined,
      proxy,
      notices,
    }),
    answers,
    notices,
  });
  const makeExchange = createExchangeMaker({
    resolveAddress: createAddressResolver(env.TRUSTED_PROXIES),
    isTrustedProxy: createPeerCheck(env.TRUSTED_PROXIES),
  });
  const logAccess = createAccessLog(log);
  const serve = (exchange: Exchange) => {
    logAccess(exchange);
    route(exchange);
  };
  const server = createServer({
    handle: (request, response) => serve(makeExchange(request, response)),
    headers: apiHeaders,
  });
  if (proxy !== null && env.NODE_ENV === 'development') {
    const upgrade = createUpgrade({
      appUrl: env.APP_URL,
      trustedProxies: env.TRUSTED_PROXIES,
      proxy,
      headers: apiHeaders,
    });
    server.on('upgrade', upgrade);
  }
  return {
    server,
    async close() {
      await drain(server);
      proxy?.close();
      await verification.close();
    },
  };
}
