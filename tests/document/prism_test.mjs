// The whole server behind @stoplight/prism-cli, which holds every request and answer against the document: the four steps as
// text and as JSON, the cloud function names, what existing clients send (where it is at hand), and wrong requests, whose
// answers have to be as the document says, too.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../browser/running_server.mjs';
import { validatingProxy, violationsOf } from './validating_proxy.mjs';

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

const { archive, picture, minFaces } = faces();
const server = await startServer(process.env.EIGENFACES_SERVER, [
  '--port', '0', '--data-dir', path.join(folder, 'data'), '--dataset-url', `file://${archive}`, '--log-level', 'warning',
]);
let proxy;
try {
  proxy = await validatingProxy(server.base);
  const { base, exchanges } = proxy;
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
  await expect(200, 'GET', '/metrics');
  await expect(404, 'GET', `${steps}/predict?image_file_paths=gone.jpg`);
  await expect(404, 'POST', `${steps}/train?id=nobody`);
  assert.deepEqual(violationsOf(exchanges), []);
  const valid = exchanges.length;

  const original = path.join(shared, 'reference', 'original_clients.sh');
  if (existsSync(original)) {
    // Not execFileSync: a part of the proxy lives in this process.
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
  await proxy?.stop();
  assert.equal(await server.stop(), 0);
  rmSync(folder, { recursive: true, force: true });
}
