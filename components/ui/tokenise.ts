export type Token = { kind: 'plain' | 'comment' | 'string' | 'keyword'; text: string };

/** Strings, whole-line comments and a few keywords: enough colour for a snippet in any language we show. */
const PATTERN =
  /(?<comment>^[ \t]*(?:#|\/\/).*$)|(?<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|(?<keyword>\b(?:import|from|const|let|await|async|new|return|def|export|curl|print)\b)/gm;

export function tokenise(code: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of code.matchAll(PATTERN)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: code.slice(end, match.index) });
    const { comment, string } = match.groups ?? {};
    const kind = comment !== undefined ? 'comment' : string !== undefined ? 'string' : 'keyword';
    tokens.push({ kind, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < code.length) tokens.push({ kind: 'plain', text: code.slice(end) });
  return tokens;
}
