// runs_test.mjs NODE_MODULES SOURCE KUBECTL BWRAP SERVER GASWORKS: the server starts with what each deployment gives it, is
// alive and ready for the probes as they are written, asks for credentials, finds what another one stored where there is a
// store, and ends in time. Other than there: ports are the system's choice, told by variables, and the store is this machine's.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import * as containers from './container.mjs';
import { finish, manifests } from './manifests.mjs';
import { amount, environmentOf, podsOf } from './pods.mjs';

const [modules, source, kubectl, bwrap, server, gasworks] = process.argv.slice(2);
const [, user, group] = /^USER (\d+):(\d+)$/m.exec(readFileSync(path.join(source, 'docker/Dockerfile'), 'utf8'));
// The image's own variables.
const [, image] = /^ENV (GASWORKS_HOST=.*)$/m.exec(readFileSync(path.join(source, 'docker/Dockerfile'), 'utf8'));
const imageVariables = Object.fromEntries(image.split(' ').map((pair) => pair.split('=')));
const folder = imageVariables.GASWORKS_DATA_DIR;

/** The store that servers share: { variables, stop() }. */
async function startStore({ bucket, region }) {
  const [id, secret] = ['an-id', 'a-secret'];
  const child = spawn(process.execPath, [path.join(source, 'tests/server/objects/s3/store.mjs'), modules, bucket, id, secret, '', region],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const port = await Promise.race([new Promise((resolve) => lines.once('line', resolve)), ended.then(() => assert.fail('the store ended'))]);
  return {
    variables: { AWS_ENDPOINT_URL: `http://127.0.0.1:${Number(port)}`, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret },
    stop: () => { child.stdin.end(); return ended; },
  };
}

/** Resolves with what `look` finds; it is asked until then, or until the deadline, or the server's end. */
async function until(look, seconds, what, running) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    const state = await Promise.race([running.ended, pause(20, 'runs')]);
    assert.equal(state, 'runs', `the server ended with ${state}: ${running.said()}`);
    assert.ok(Date.now() < deadline, `${what}: ${running.said()}`);
  }
}

/** Asks as a kubelet does, until the answer is 200 or the probe would have failed. */
function probe(port, { httpGet, periodSeconds, failureThreshold, timeoutSeconds = 1 }, running) {
  const signal = () => AbortSignal.timeout(timeoutSeconds * 1000);
  return until(() => fetch(`http://127.0.0.1:${port}${httpGet.path}`, { signal: signal() }).then(({ status }) => status === 200, () => false),
    periodSeconds * failureThreshold, `${httpGet.path} is answered with 200`, running);
}

/** The number that stands behind `words` in what the server says. */
function toldPort(words, { periodSeconds, failureThreshold }, running) {
  return until(() => new RegExp(`${words}(\\d+)`).exec(running.said())?.[1], periodSeconds * failureThreshold, words, running);
}

const all = manifests({ modules, kubectl, source });
const temporary = mkdtempSync(path.join(tmpdir(), 'gasworks-container-'));
const users = path.join(temporary, 'users');
mkdirSync(users);
execFileSync(gasworks, ['auth', 'add', path.join(users, 'users'), 'ada'], { input: 'correct horse\n', stdio: ['pipe', 'ignore', 'ignore'] });
const credentials = { Authorization: `Basic ${Buffer.from('ada:correct horse').toString('base64')}` };

/** What a client sees of a server that is alive; `stored` may be there of another one. */
async function use(port, { store, stored }) {
  const base = `http://127.0.0.1:${port}`;
  const ask = (target, options = {}) => fetch(`${base}${target}`, { ...options, headers: { ...credentials, Accept: 'application/json' } });
  assert.equal((await fetch(`${base}/cloudmesh/ui/`)).status, 401, 'credentials are asked for');
  const { checks } = await (await ask('/readyz')).json();
  assert.equal(checks.some((check) => check.name === 'store' && check.ok), Boolean(store), 'whether there is a store');
  const names = async () => (await (await ask('/cloudmesh/uploads')).json()).uploads.map(({ file_name: file }) => file);
  if (stored) {
    assert.deepEqual(await names(), ['face.jpg'], 'what another server stored is here');
    return;
  }
  const form = new FormData();
  form.append('upload', new Blob([readFileSync(path.join(source, 'docs/images/workbench-try.jpg'))], { type: 'image/jpeg' }), 'face.jpg');
  const upload = await ask('/cloudmesh/upload', { method: 'POST', body: form });
  assert.equal(upload.status, 200, await upload.text());
  assert.deepEqual(await names(), ['face.jpg']);
}

/** Why it could not be run; nothing where all was well. */
async function run(name, objects) {
  const { pod } = podsOf(objects);
  const [container] = pod.containers;
  const written = environmentOf(container, objects, ({ name: secret, key }) => `${secret}/${key}`);
  const volume = pod.volumes.find(({ emptyDir }) => emptyDir);
  const options = { user, group, folder, bytes: amount(volume?.emptyDir.sizeLimit ?? '1Gi'),
    mounts: { [path.dirname(written.GASWORKS_AUTH_FILE)]: users } };
  // 0644 is what Kubernetes gives where nothing is said.
  chmodSync(path.join(users, 'users'), pod.volumes.find(({ secret }) => secret).secret.defaultMode ?? 0o644);
  const objection = containers.objectionTo(bwrap, options);
  if (objection) return objection;
  for (const place of ['/', '/tmp', '/etc', '/usr']) {
    assert.notEqual(containers.statusOf(bwrap, options, ['/usr/bin/touch', `${place}/written`]), 0, `${place} can't be written`);
  }

  const [, bucket] = /^s3:\/\/([^/]+)\//.exec(written.GASWORKS_STATE ?? '') ?? [];
  const store = bucket ? await startStore({ bucket, region: written.AWS_REGION }) : undefined;
  try {
    for (const stored of store ? [false, true] : [false]) {
      const began = performance.now();
      const running = containers.start(bwrap, options, server, { ...imageVariables, ...written, ...store?.variables, PORT: 0,
        ...(written.GASWORKS_METRICS_PORT && { GASWORKS_METRICS_PORT: 0 }) });
      try {
        const port = await toldPort('http://[^/]*:', container.startupProbe, running);
        await probe(port, container.startupProbe, running);
        const alive = performance.now() - began;
        await probe(port, container.livenessProbe, running);
        // Cloud Run asks for none.
        if (container.readinessProbe) await probe(port, container.readinessProbe, running);
        await use(port, { store, stored });
        if (written.GASWORKS_METRICS_PORT) {
          const metrics = await toldPort('/metrics is at port ', container.startupProbe, running);
          assert.equal((await fetch(`http://127.0.0.1:${metrics}/metrics`)).status, 200);
        }
        const told = performance.now();
        await running.terminate();
        assert.equal(await running.ended, 0, `the end by SIGTERM: ${running.said()}`);
        console.log(`${name}${stored ? ', another one' : ''}: alive after ${alive.toFixed(0)} ms, ended ${(performance.now() - told).toFixed(0)} ms after SIGTERM`);
      } finally {
        running.kill();
        await running.ended;
      }
    }
  } finally {
    await store?.stop();
  }
  return undefined;
}

try {
  for (const [name, objects] of Object.entries(all.deployments)) {
    const objection = await run(name, objects);
    if (!objection) continue;
    console.log(`skipped: ${objection}`);
    process.exitCode = 77;
    break;
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
if (process.exitCode !== 77) finish(all, `ok: ${Object.keys(all.deployments).join(', ')}`);
