/** "Ada, Bill and 3 more": the names that are known of so many people. */
export function firstNames(names: readonly string[], count: number): string {
  const rest = count - names.length;
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
