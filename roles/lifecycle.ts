/** How a role leaves: `EX_CONFIG` of sysexits.h. The supervisor does not start it again. */
export const EXIT_MISCONFIGURED = 78;

/**
 * Stops the role when the supervisor says so (SIGTERM), or when it is gone: after `kill -9` of the
 * supervisor its channel closes, and a role that stayed would hold the port of the next start.
 */
export function stopWhenTold(stop: () => Promise<void>): void {
  let stopping = false;
  const leave = () => {
    if (stopping) return;
    stopping = true;
    void stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', leave);
  process.on('disconnect', leave);
  // Ctrl-C reaches every process of the terminal; under a supervisor only its word counts.
  process.on('SIGINT', () => {
    if (process.send === undefined) leave();
  });
}
