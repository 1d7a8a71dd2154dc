/** Where a request came from, as far as it goes into sessions, limits and the audit log. */
export type RequestContext = {
  /** The client's address as the data plane resolved it; null for work that no request began. */
  ip: string | null;
  userAgent: string | null;
  requestId: string;
};
