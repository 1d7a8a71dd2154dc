/**
 * The console's tokens as plain colours: mail programs know neither variables nor oklch. Light is
 * inline; dark is a style sheet for those programs that read one, and the rest keep light.
 */
export const light = {
  bg: '#f5f7f7',
  surface: '#ffffff',
  line: '#e1e4e5',
  text: '#161d20',
  muted: '#4b5559',
  accent: '#00616f',
  onAccent: '#ffffff',
  sunken: '#f2f4f5',
};

export const darkStyles = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .bg, .bg > table, .bg > table > tbody > tr > td { background-color: #0d1012 !important; }
  .surface { background-color: #14181a !important; border-color: #2a2f32 !important; }
  .text { color: #ebedee !important; }
  .muted { color: #a7adb0 !important; }
  .link { color: #6fd0dd !important; }
  .button { background-color: #5cc8d6 !important; color: #06181c !important; }
  .code { background-color: #0d1012 !important; border-color: #2a2f32 !important; }
  .mark { background-color: #5cc8d6 !important; }
  .rule { border-color: #2a2f32 !important; }
}`;

export const sans =
  "Inter, -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
export const mono = "'JetBrains Mono', ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";
