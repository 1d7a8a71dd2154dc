/** What happens to whoever came by a connection that ends. */
export function sessionsInWords(openSessions: number): string {
  if (openSessions === 0) return 'Nobody is signed in by it now.';
  return openSessions === 1
    ? '1 session that came by it ends at once.'
    : `${openSessions} sessions that came by it end at once.`;
}
