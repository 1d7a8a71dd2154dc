/**
 * Equal texts as one text: for what is kept in memory a hundred thousand times over. Copies of "active" in as many places
 * cost a call a walk to each of them, and the collector of garbage a look at every one.
 */
export class TextPool {
  private readonly texts = new Map<string, string>();

  /** @param max texts at most; a full pool starts anew, which costs memory for a while and changes nothing else. */
  constructor(private readonly max: number) {}

  get<T extends string>(text: T): T {
    const known = this.texts.get(text);
    if (known !== undefined) return known as T;
    if (this.texts.size >= this.max) this.texts.clear();
    this.texts.set(text, text);
    return text;
  }
}
