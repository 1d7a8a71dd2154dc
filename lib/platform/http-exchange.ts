import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request, the answer to it, and what the data plane found out about it. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The client's address; null where the forwarded headers cannot be believed. */
  readonly clientIp: string | null;
};
