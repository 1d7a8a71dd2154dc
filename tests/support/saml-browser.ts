/** The form that an identity provider has the browser post. */
export type PostedForm = { action: string; fields: Record<string, string> };

type Credentials = { username: string; password: string };
type Page = { url: string; text: string };

/**
 * Goes where a request leads, signs in at SimpleSAMLphp's own page, and returns what it would have the browser post. Cookies
 * are kept in `jar`, so that somebody can come twice.
 */
export async function signInAt(
  address: string,
  credentials: Credentials,
  jar = new Map<string, string>(),
): Promise<PostedForm> {
  return finish(await follow(address, jar), credentials, jar);
}

/** As `signInAt`, where the request travels in a form. */
export async function postForm(
  action: string,
  fields: Record<string, string>,
  credentials: Credentials,
  jar = new Map<string, string>(),
): Promise<PostedForm> {
  return finish(await follow(action, jar, fields), credentials, jar);
}

async function finish(
  arrived: Page,
  credentials: Credentials,
  jar: Map<string, string>,
): Promise<PostedForm> {
  let page = arrived;
  const form = readForm(page.text, page.url);
  if (form.fields.SAMLResponse !== undefined) return form;
  page = await follow(form.action || page.url, jar, { ...form.fields, ...credentials });
  const answer = readForm(page.text, page.url);
  if (answer.fields.SAMLResponse === undefined) {
    throw new Error(`no response: ${page.text.replace(/<[^>]*>|\s+/g, ' ').slice(0, 2_000)}`);
  }
  return answer;
}

/** Fetches as a browser does, redirects and cookies included. */
async function follow(
  address: string,
  jar: Map<string, string>,
  fields?: Record<string, string>,
): Promise<Page> {
  let url = address;
  let body = fields === undefined ? undefined : new URLSearchParams(fields);
  for (let hops = 0; hops < 10; hops += 1) {
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1)[0]!.split(/=(.*)/s);
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) return { url, text: await response.text() };
    url = new URL(location, url).href;
    body = undefined;
  }
  throw new Error('too many redirects');
}

function readForm(html: string, base: string): PostedForm {
  const action = /<form[^>]*\baction="([^"]*)"/i.exec(html)?.[1] ?? '';
  const inputs = [...html.matchAll(/<input\b[^>]*>/gi)].map(([input]) => [
    attribute(input, 'name'),
    attribute(input, 'value'),
  ]);
  return {
    action: new URL(unescapeHtml(action), base).href,
    fields: Object.fromEntries(inputs.filter(([name]) => name !== '')) as Record<string, string>,
  };
}

const attribute = (input: string, name: string) =>
  unescapeHtml(new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(input)?.[1] ?? '');

const unescapeHtml = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&quot;/g, '"')
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
