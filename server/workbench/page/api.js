// The server's operations, as the page calls them.

export const base = '/cloudmesh';
export const workspace = new URLSearchParams(location.search).get('id') || 'default';

/** What the server says is wrong (RFC 9457), or that it does not answer at all. */
export class Problem extends Error {
  constructor(title, detail, status) {
    super(detail || title);
    this.title = title;
    this.detail = detail;
    this.status = status;
  }

  get isUnreachable() { return this.status === 0; }
}

/** The address of an operation: its path, and parameters that are not empty. */
export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, value);
  }
  if (workspace !== 'default') query.set('id', workspace);
  const text = query.toString();
  return base + path + (text ? `?${text}` : '');
}

let onReachable = () => {};
/** Is told after each request whether the server answered. */
export function watchConnection(listener) { onReachable = listener; }

export async function problemOf(response) {
  const text = await response.text();
  try {
    const problem = JSON.parse(text);
    const errors = (problem.errors ?? []).map((error) => `${error.parameter ?? error.pointer ?? error.in}: ${error.detail}`);
    return new Problem(problem.title, errors.length > 0 ? errors.join('; ') : problem.detail, response.status);
  } catch {
    return new Problem(`The server answered ${response.status}`, text.slice(0, 300), response.status);
  }
}

/** Throws a Problem unless the answer is a success. */
export async function send(method, url, { json, form, headers = {} } = {}) {
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: { Accept: 'application/json', ...(json ? { 'Content-Type': 'application/json' } : {}), ...headers },
      body: json ? JSON.stringify(json) : form,
    });
  } catch {
    onReachable(false);
    throw new Problem('The server does not answer', 'It may have been stopped, or the network is gone. This page tries again by itself.', 0);
  }
  onReachable(true);
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function get(path, parameters) {
  return (await send('GET', address(path, parameters))).json();
}

/** The same request for a shell. `parts`: further arguments, quoted where that is needed. */
export function curl(method, url, parts = []) {
  const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const verb = method === 'GET' || (method === 'POST' && parts.length > 0 && parts[0] !== '-H') ? [] : ['-X', method];
  return ['curl', ...verb, ...parts, new URL(url, location.href).href].map(quoted).join(' ');
}
