// The whole server behind @stoplight/prism-cli, which holds every request and answer against the document: the four steps as
// text and as JSON, the cloud function names, what existing clients send (where it is at hand), and wrong requests, whose
// answers have to be as the document says, too.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../browser/running_server.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-prism-'));
const shared = process.env.SHARED;

/** Real faces where they are at hand, else faces that draw_faces draws. */
function faces() {
  const data = path.join(shared, 'data');
  if (existsSync(path.join(data, 'lfw7.tgz'))) {
    return { archive: path.join(data, 'lfw7.tgz'), picture: path.join(data, 'example_image.jpg'), minFaces: 70 };
  }
  const drawn = path.join(folder, 'faces');
  execFileSync(process.env.DRAW_FACES, [drawn, '4', '12']);
  const archive = path.join(folder, 'faces.tgz');
  execFileSync('tar', ['-czf', archive, '-C', folder, 'faces']);
  const person = readdirSync(drawn).sort()[0];
  const picture = path.join(drawn, person, readdirSync(path.join(drawn, person)).sort()[0]);
  return { archive, picture, minFaces: 10 };
}

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

function violationsOf(exchanges, place) {
  return exchanges
    .filter((exchange) => !outside.test(exchange.request))
    .flatMap(({ request, status, violations }) =>
      violations
        .filter((violation) => violation.message !== notSeen)
        .filter((violation) => !place || violation.location?.[0] === place)
        .map((violation) => `${request} ${status}: ${JSON.stringify(violation)}`));
}

const { archive, picture, minFaces } = faces();
const server = await startServer(process.env.EIGENFACES_SERVER, [
  '--data-dir', path.join(folder, 'data'), '--dataset-url', `file://${archive}`, '--log-level', 'warning',
]);
const { exchanges, restorer, startRecorder } = await surroundings(server.base);
let prism;
let recorder;
try {
  const document = await (await fetch(`${server.base}/cloudmesh/openapi.json`)).json();
  const spec = path.join(folder, 'openapi.json');
  writeFileSync(spec, JSON.stringify(inFull(document)));
  prism = await startPrism(spec, restorer.base);
  recorder = await startRecorder(prism.base);
  const { base } = recorder;
  const steps = '/cloudmesh/EigenfacesSVM';
  const form = (part, name) => {
    const body = new FormData();
    body.append(part, new Blob([readFileSync(picture)], { type: 'image/jpeg' }), name);
    return body;
  };
  const expect = async (status, method, target, { accept = 'text/plain', body } = {}) => {
    const answer = await fetch(base + target, { method, headers: { accept }, body });
    const text = await answer.text();
    assert.equal(answer.status, status, `${method} ${target}: ${text}`);
    return text;
  };

  // Valid requests: nothing to say about request or answer.
  for (const accept of ['text/plain', 'application/json']) {
    await expect(200, 'POST', `${steps}/download_data`, { accept });
    await expect(200, 'GET', `${steps}/download_data?id=other`, { accept });
    await expect(200, 'POST', `${steps}/train?min_faces_per_person=${minFaces}&n_components=20`, { accept });
    await expect(200, 'POST', '/cloudmesh/upload', { accept, body: form('upload', 'me.jpg') });
    await expect(200, 'GET', `${steps}/predict?image_file_paths=me.jpg,me.jpg`, { accept });
    await expect(200, 'POST', `${steps}/predict`, { accept, body: form('pictures', 'me.jpg') });
    await expect(200, 'GET', '/eigenfaces_download_data_http?id=7', { accept });
    await expect(200, 'GET', `/eigenfaces_train_http?id=7&min_faces_per_person=${minFaces}`, { accept });
    await expect(200, 'POST', '/eigenfaces_upload_http?id=7', { accept, body: form('example_image.jpg', 'me.jpg') });
    await expect(200, 'GET', '/eigenfaces_predict_http?id=7', { accept });
  }
  await expect(200, 'GET', '/livez');
  await expect(200, 'GET', '/readyz');
  await expect(404, 'GET', `${steps}/predict?image_file_paths=gone.jpg`);
  await expect(404, 'POST', `${steps}/train?id=nobody`);
  assert.deepEqual(violationsOf(exchanges), []);
  const valid = exchanges.length;

  const original = path.join(shared, 'reference', 'original_clients.sh');
  if (existsSync(original)) {
    // Not execFileSync: the recorder lives in this process.
    const clients = spawn('bash', [original, base, picture, '8'], { stdio: 'inherit' });
    const code = await new Promise((resolve) => clients.once('exit', resolve));
    assert.equal(code, 0, 'what existing clients send is answered as they expect');
    assert.deepEqual(violationsOf(exchanges), []);
  }
  const clients = exchanges.length - valid;

  // Wrong requests: the answers are what the document says.
  await expect(400, 'POST', `${steps}/train?min_faces_per_person=0`);
  await expect(400, 'POST', `${steps}/train?n_components=many&id=..%2F`);
  await expect(400, 'GET', `${steps}/predict`);
  await expect(406, 'POST', `${steps}/train`, { accept: 'image/png' });
  await expect(415, 'POST', '/cloudmesh/upload', { body: new Blob(['x'], { type: 'text/plain' }) });
  await expect(403, 'POST', `${steps}/download_data?url=https%3A%2F%2Fexample.org%2Ffaces.tgz`);
  const words = new FormData();
  words.append('upload', new Blob(['no picture']), 'me.jpg');
  await expect(415, 'POST', '/cloudmesh/upload', { body: words });
  assert.deepEqual(violationsOf(exchanges, 'response'), []);
  assert.notDeepEqual(violationsOf(exchanges, 'request'), [], 'prism sees what is wrong with a request');
  console.log(`${valid} valid requests, ${clients} of existing clients, ${exchanges.length - valid - clients} wrong ones: no violation`);
} finally {
  await recorder?.stop();
  await prism?.stop();
  await restorer.stop();
  assert.equal(await server.stop(), 0);
  rmSync(folder, { recursive: true, force: true });
}
