// The server's operations, as the page calls them.
import { plainTitle, Problem, unreachableServer } from './problem.js';

export const base = '/cloudmesh';
export const workspace = new URLSearchParams(location.search).get('id') || 'default';

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

async function problemOf(response, operation) {
  const text = await response.text();
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  const about = { status: response.status, operation, retryAfter };
  let problem;
  try {
    problem = JSON.parse(text);
  } catch {
    const detail = 'Something between this page and the server gave it.';
    return new Problem({ title: `The answer was ${response.status} ${response.statusText}`, detail, ...about });
  }
  const errors = (problem?.errors ?? []).map((error) => `${error.parameter ?? error.pointer ?? error.in}: ${error.detail}`);
  const detail = errors.length > 0 ? errors.join('; ') : problem?.detail;
  return new Problem({ ...problem, title: plainTitle(response.status) ?? problem?.title, detail, ...about });
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
    throw unreachableServer();
  }
  onReachable(true);
  if (!response.ok) throw await problemOf(response, new URL(url, location.href).pathname.split('/').at(-1));
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
