/** The time. Tests hold it still and move it. */
export type Clock = {
  now(): Date;
};

export const systemClock: Clock = { now: () => new Date() };

/** Milliseconds since 1970, for what asks the time of each of its calls and needs no date. */
export const systemMilliseconds = (): number => Date.now();

/** `at` moved by a number of seconds, which may be negative. */
export function addSeconds(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}
