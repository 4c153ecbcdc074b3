// @stoplight/prism-cli between clients and a server, which holds every request and answer against the server's document.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Prism takes paths without what `servers` puts before them, so here they are written in full. */
function inFull(document) {
  const paths = {};
  for (const [name, item] of Object.entries(document.paths)) {
    const { servers = document.servers, ...rest } = item;
    paths[servers[0].url.replace(/\/$/, '') + name] = rest;
  }
  const { servers, ...rest } = document;
  return { ...rest, paths };
}

/** Resolves when Prism listens: { base, stop() }. */
function startPrism(document, upstream) {
  const child = spawn(process.execPath, [process.env.PRISM, 'proxy', document, upstream, '-p', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (bytes) => {
      if (printed.length > 1e6) return;
      printed += bytes;
      const found = printed.match(/listening on (http:\/\/127\.0\.0\.1:\d+)/);
      if (found) resolve({ base: found[1], stop: () => (child.kill('SIGTERM'), ended) });
    });
    ended.then((code) => reject(new Error(`prism ended with ${code} before it listened; it printed: ${printed}`)));
  });
}

/** A server on a port of the system's choice, whose requests arrive with their whole body. */
async function listen(answer) {
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    answer(request, Buffer.concat(chunks), response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    stop: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))),
  };
}

/** Sends a request on and its answer back. */
function forward(target, request, headers, body, response, seen) {
  const onward = http.request(target + request.url, { method: request.method, headers }, (answer) => {
    seen?.(answer);
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', (error) => response.destroy(error));
  onward.end(body);
}

/** Before and behind Prism: the recorder keeps what Prism says about each exchange, whoever the client is; the restorer gives
 * the server the body as it was sent, for Prism sends pictures on as if they were text. */
async function surroundings(target) {
  const exchanges = [];
  const bodies = new Map();
  const restorer = await listen((request, received, response) => {
    const body = bodies.get(request.headers['x-request-id']) ?? received;
    const { 'transfer-encoding': ignored, ...headers } = request.headers;
    if (body.length || headers['content-length']) headers['content-length'] = String(body.length);
    forward(target, request, headers, body, response);
  });
  const startRecorder = (prism) => listen((request, body, response) => {
    const { host, ...headers } = request.headers;
    headers['x-request-id'] = `request-${bodies.size}`;
    bodies.set(headers['x-request-id'], body);
    forward(prism, request, headers, body, response, (answer) => {
      const said = answer.headers['sl-violations'];
      exchanges.push({
        request: `${request.method} ${request.url}`,
        status: answer.statusCode,
        violations: said ? JSON.parse(said) : [],
      });
    });
  });
  return { exchanges, restorer, startRecorder };
}

/** The document's own routes and the UI are not part of the document. */
const outside = /^GET \/cloudmesh\/(openapi\.json|ui\/)/;

/** Prism 5.16 keeps one part of each name of a form, so that an array of files is never one for it. */
const notSeen = 'Request body property pictures must be array';

/** What Prism had to say, a line each; `place` is 'request' or 'response', or nothing for both. */
export function violationsOf(exchanges, place) {
  return exchanges
    .filter((exchange) => !outside.test(exchange.request))
    .flatMap(({ request, status, violations }) =>
      violations
        .filter((violation) => violation.message !== notSeen)
        .filter((violation) => !place || violation.location?.[0] === place)
        .map((violation) => `${request} ${status}: ${JSON.stringify(violation)}`));
}

/** Puts Prism before the server at `target`. Resolves to { base, exchanges, stop() }: clients ask `base`, and `exchanges` has
 * what Prism saw. */
export async function validatingProxy(target) {
  const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-prism-'));
  const document = await (await fetch(`${target}/cloudmesh/openapi.json`)).json();
  const spec = path.join(folder, 'openapi.json');
  writeFileSync(spec, JSON.stringify(inFull(document)));
  const { exchanges, restorer, startRecorder } = await surroundings(target);
  const prism = await startPrism(spec, restorer.base);
  const recorder = await startRecorder(prism.base);
  return {
    base: recorder.base,
    exchanges,
    stop: async () => {
      await recorder.stop();
      await prism.stop();
      await restorer.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
