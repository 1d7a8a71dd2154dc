export type Signals = {
  /** Aborted when everything is to stop in order. */
  stop: AbortSignal;
  /** Aborted when it is not to wait any longer. */
  force: AbortSignal;
  requestStop: () => void;
};

/**
 * One Ctrl-C reaches this process from the terminal and again from npm, which passes it on; `timeout` and a service
 * manager do the like. What comes this close together is one.
 */
const SAME_SIGNAL_MILLISECONDS = 500;

/** The first Ctrl-C (or SIGTERM) stops in order, the second at once, the third without a care. */
export function catchSignals(): Signals {
  const stop = new AbortController();
  const force = new AbortController();
  let last = -Infinity;
  const onSignal = () => {
    const since = performance.now() - last;
    last = performance.now();
    if (since < SAME_SIGNAL_MILLISECONDS) return;
    if (force.signal.aborted) process.exit(130);
    if (stop.signal.aborted) force.abort();
    stop.abort();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('SIGHUP', onSignal);
  // Whoever started this through a channel and is gone cannot say stop any more.
  process.on('disconnect', () => stop.abort());
  // A reader of the log that went away is no reason to fall.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return { stop: stop.signal, force: force.signal, requestStop: () => stop.abort() };
}
