import type { Exchange } from './http-exchange';

/** A refusal as RFC 9457 has it. */
export type Problem = {
  status: number;
  code: string;
  /** For people: what is wrong and what to do. */
  detail: string;
  headers?: readonly string[];
};

/** Answers that all carry the same headers, and the request's id. */
export type Answers = {
  /** A text of nothing but ASCII, which needs no counting of bytes: the fast way. */
  ascii(exchange: Exchange, status: number, contentType: string, body: string): void;
  json(exchange: Exchange, status: number, body: unknown, headers?: readonly string[]): void;
  text(
    exchange: Exchange,
    status: number,
    contentType: string,
    body: string,
    headers?: readonly string[],
  ): void;
  problem(exchange: Exchange, problem: Problem): void;
};

/** @param common headers of every answer; RFC 9110 field names and values. */
export function createAnswers(common: Record<string, string>): Answers {
  // A flat list of names and values goes through node with the least work.
  const template = ['Content-Type', '', 'Content-Length', '', 'X-Request-Id', ''].concat(
    ...Object.entries(common),
  );

  function headersFor(exchange: Exchange, contentType: string, length: number): string[] {
    const headers = template.slice();
    headers[1] = contentType;
    headers[3] = String(length);
    headers[5] = exchange.requestId;
    return headers;
  }

  function send(
    exchange: Exchange,
    status: number,
    contentType: string,
    body: string,
    extra: readonly string[],
  ): void {
    const { response, request } = exchange;
    if (response.headersSent) return;
    const length = Buffer.byteLength(body);
    response.writeHead(status, headersFor(exchange, contentType, length).concat(extra));
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  return {
    ascii(exchange, status, contentType, body) {
      const { response } = exchange;
      response.writeHead(status, headersFor(exchange, contentType, body.length));
      // Head and body leave as one text in one write. `end(body)` alone adds an empty part to them, and with two parts
      // node takes a way that costs a fifth of the whole answer.
      response.cork();
      response.write(body, 'latin1');
      response.uncork();
      response.end();
    },
    json(exchange, status, body, headers = []) {
      send(exchange, status, 'application/json', JSON.stringify(body), headers);
    },
    text(exchange, status, contentType, body, headers = []) {
      send(exchange, status, contentType, body, headers);
    },
    problem(exchange, { status, code, detail, headers = [] }) {
      const body = {
        type: 'about:blank',
        title: titles[status] ?? 'Error',
        status,
        code,
        detail,
        request_id: exchange.requestId,
      };
      send(exchange, status, 'application/problem+json', JSON.stringify(body), headers);
    },
  };
}

/** With `about:blank` the title is the status' own phrase (RFC 9457 §4.2.1). */
const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  411: 'Length Required',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
