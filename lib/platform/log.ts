import { pino, stdSerializers, type DestinationStream, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/** Field names whose values never reach a log, at the top and one level down. */
const secretFields = [
  'password',
  'newPassword',
  'currentPassword',
  'secret',
  'token',
  'code',
  'key',
  'authorization',
  'cookie',
  'set-cookie',
  'payload',
];
/** What looks like one of our secrets inside a message: keys, mailed links, bearer tokens, addresses of databases. */
const secretShapes: [RegExp, string][] = [
  [/\bsk-(api|cp|svc|org)-[0-9A-Za-z]{8,}/g, 'sk-$1-[redacted]'],
  [/([?&]token=)[^&\s"']+/g, '$1[redacted]'],
  [/(\bBearer\s+)[^\s"']+/gi, '$1[redacted]'],
  [/(\/\/[^:/\s"']+:)[^@/\s"']+@/g, '$1[redacted]@'],
];

/** Replaces what looks like a secret in a text that goes to a log. */
export function redactText(text: string): string {
  return secretShapes.reduce(
    (clean, [shape, replacement]) => clean.replace(shape, replacement),
    text,
  );
}

function serializeError(error: Error): object {
  const serialized = stdSerializers.err(error);
  return {
    type: serialized.type,
    message: redactText(serialized.message),
    stack: redactText(serialized.stack),
    ...('code' in error ? { errorCode: error.code } : {}),
  };
}

type LogOptions = { role: string; level: string; destination?: DestinationStream };

/** One JSON object a line, with role and level by name, to standard output unless told otherwise. */
export function createLogger({ role, level, destination }: LogOptions): Logger {
  return pino(
    {
      level,
      base: { role },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretFields.flatMap((field) => [`["${field}"]`, `*["${field}"]`]),
        censor: '[redacted]',
      },
      serializers: { err: serializeError },
      hooks: {
        logMethod(args, method) {
          method.apply(
            this,
            args.map((arg: unknown) =>
              typeof arg === 'string' ? redactText(arg) : arg,
            ) as typeof args,
          );
        },
      },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}
