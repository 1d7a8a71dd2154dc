// The CLI passes the address of the database as an argument, and every user of a machine can read
// every process's arguments. So the configuration leaves its password out, and the engine takes it
// from the environment.

/** @param {string} url */
export function withoutPassword(url) {
  const parsed = new URL(url);
  parsed.password = '';
  return parsed.toString();
}

/** @param {string} url as the CLI passed it */
export function restorePassword(url) {
  const whole = process.env.DATABASE_URL;
  return whole !== undefined && withoutPassword(whole) === url ? whole : url;
}
