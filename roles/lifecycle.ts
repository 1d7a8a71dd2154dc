/** How a role leaves: `EX_CONFIG` of sysexits.h. The supervisor does not start it again. */
export const EXIT_MISCONFIGURED = 78;

/** Longer than any role drains: what is not done by then will not be. */
const LONGEST_STOP_MILLISECONDS = 15_000;

/** Whether the supervisor that started this role is gone. */
let orphaned = false;

type Role = {
  /** What to finish before leaving. Until it is given, a role that is told to stop leaves at once. */
  onStop: (stop: () => Promise<void>) => void;
};

/**
 * To be called before anything else. A role stops when the supervisor says so (SIGTERM), or when it
 * is gone: after `kill -9` of the supervisor its channel closes, and a role that stayed would hold
 * the port of the next start.
 */
export function beginRole(): Role {
  let finish: () => Promise<void> = () => Promise.resolve();
  let stopping = false;
  const leave = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => endRole(1), LONGEST_STOP_MILLISECONDS).unref();
    finish().then(
      () => endRole(0),
      () => endRole(1),
    );
  };
  process.on('SIGTERM', leave);
  process.on('disconnect', () => {
    orphaned = true;
    leave();
  });
  // Ctrl-C reaches every process of the terminal; under a supervisor only its word counts.
  process.on('SIGINT', () => {
    if (process.send === undefined) leave();
  });
  return {
    onStop: (stop) => {
      finish = stop;
    },
  };
}

/** What a role tells its supervisor. */
export type RoleMessage = { sayOnTerminal: string };

/** Says something on the terminal as it is, while what the role prints becomes lines of the log, without its secrets. */
export function sayOnTerminal(text: string): void {
  const message: RoleMessage = { sayOnTerminal: text };
  if (process.send) process.send(message);
  else process.stderr.write(text);
}

/**
 * Ends the process. Without its supervisor nobody reads its log any more, and pino's flush at exit
 * would try to write the last lines for ever (sonic-boom takes EPIPE for EAGAIN): then it goes hard.
 */
export function endRole(code: number): never {
  if (orphaned) process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}
