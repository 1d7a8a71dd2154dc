import type { RefusalCode } from '@/lib/verification/model';

/** A model as the catalogue lists it. */
export type CatalogueModel = {
  id: string;
  serviceId: string;
  availableFrom: Date;
};

/**
 * Refusals of the gateway itself, beside those of the verification. `statusCode` is the number in `base_resp`, in the
 * platform's own numbering: 2013 says that the parameters are wrong, 1000 that something else is.
 */
export const gatewayRefusals = {
  'bad-request': { http: 400, statusCode: 2013 },
  'method-not-allowed': { http: 405, statusCode: 2013 },
  'payload-too-large': { http: 413, statusCode: 2013 },
  'unsupported-media-type': { http: 415, statusCode: 2013 },
  'invalid-input': { http: 422, statusCode: 2013 },
  'unknown-model': { http: 422, statusCode: 2013 },
  /** The model answers whole, never in pieces: a caller who asked for a stream must not get something else. */
  'stream-unsupported': { http: 422, statusCode: 2013 },
  internal: { http: 500, statusCode: 1000 },
  unavailable: { http: 503, statusCode: 1000 },
} as const;

export type GatewayRefusalCode = keyof typeof gatewayRefusals;

/** The HTTP status of a refusal by the verification (RFC 9110 §15.5): who you are, or what you may. */
export const httpStatusOf: Record<RefusalCode, 401 | 403> = {
  'invalid-key': 401,
  'organization-inactive': 403,
  'group-mismatch': 403,
  'ip-not-allowed': 403,
  'service-not-allowed': 403,
  'model-not-allowed': 403,
};

/** Any refusal, as a client of either form is told. */
export type GatewayRefusal = {
  http: number;
  code: RefusalCode | GatewayRefusalCode;
  statusCode: number;
  message: string;
};

export function refuse(code: GatewayRefusalCode, message: string): GatewayRefusal {
  return { ...gatewayRefusals[code], code, message };
}
