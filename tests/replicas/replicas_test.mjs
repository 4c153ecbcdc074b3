// replicas_test.mjs SERVER STORE NODE_MODULES HAPROXY CONFIGURATION DRAW_FACES: three servers over one store behind the
// documented balancer, each in a network of its own: what one does the others know; one is killed and one is cut off from
// the store under load; the store fails and lies. Started by in_own_network. GASWORKS_RELIABILITY=full does it five times,
// with more clients and more of everything that fails.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cluster } from './cluster.mjs';
import { drawFaces } from './faces.mjs';
import { Load } from './load.mjs';
import { until } from './until.mjs';

const [server, store, modules, haproxy, configuration, drawFacesProgram] = process.argv.slice(2);
const full = process.env.GASWORKS_RELIABILITY === 'full';
const rounds = full ? 5 : 1;
const clients = full ? 16 : 4;

const people = 8;
const each = 24;
const quick = { min_faces_per_person: each, n_components: 20, C: '1000', gamma: '0.001,0.005' };
/** Takes seconds. */
const slow = { min_faces_per_person: each, n_components: 100, cv: 20, C: '1,10,50,100,500,1000,5000,10000,50000,100000',
  gamma: '0.001,0.0015,0.002,0.0025,0.003,0.0035,0.004,0.0045,0.005,0.0055' };
const inBackground = { headers: { Prefer: 'respond-async' } };
const promised = 1_000;  ///< ms until a model is used everywhere
const lease = 15;  ///< s until what a dead server ran is given up: 10 s, and 5 s for clocks that differ

const began = Date.now();
const say = (text) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);

const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-replicas-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const { archive, pictures } = drawFaces(drawFacesProgram, folder, people, each);
const cluster = new Cluster(folder, archive, { server, store, modules, haproxy, configuration });

function succeeded(what, answer, status = 200) {
  assert.equal(answer.status, status, `${what}: ${answer.body}`);
  return answer.body ? answer.json() : undefined;
}
const nameIn = (answer) => answer.json().predictions[0].name;

/** Every replica uses this model no later than promised. */
async function usedEverywhere(version, workspace = 'default') {
  const since = Date.now();
  await Promise.all(cluster.replicas.map(async ({ service }) => {
    for (;;) {
      const asked = Date.now() - since;
      const answer = succeeded('predict', await service.in(workspace).predict(pictures[0].name));
      if (answer.model_version === version) break;
      assert.ok(asked < promised, `a replica uses the model ${answer.model_version} ${asked} ms after the model ${version} was made`);
    }
  }));
}

async function everywhereRight() {
  const services = [cluster.service, ...cluster.replicas.map(({ service }) => service)];
  for (const picture of pictures) {
    const answers = await Promise.all(services.map((service) => service.predict(picture.name)));
    assert.deepEqual(answers.map((answer) => (succeeded('predict', answer), nameIn(answer))), services.map(() => picture.person));
  }
}

async function startedJob(service, query) {
  const answer = await service.train(query, inBackground);
  succeeded('a training in the background', answer, 202);
  return answer.headers.location;
}
const jobAt = async (service, location) => succeeded('job', await service.job(location));

/** The events of a job, until its last. */
function watch(service, location) {
  const events = [];
  const ended = new Promise((resolve, reject) => {
    http.get(`${service.base}${location}/events`, { agent: false }, (response) => {
      let text = '';
      response.on('data', (piece) => {
        text += piece;
        events.splice(0, events.length, ...[...text.matchAll(/^event: (\w+)/gm)].map(([, name]) => name));
      });
      response.on('end', resolve);
      response.on('error', reject);
    }).on('error', reject);
  });
  return { events, ended };
}

async function shareWork() {
  const [first, second, third] = cluster.replicas.map(({ service }) => service);
  succeeded('download', await first.download());
  const trained = succeeded('train', await second.train(quick));
  for (const { name, bytes } of pictures) succeeded('upload', await third.upload(name, bytes));
  await usedEverywhere(trained.version);
  await everywhereRight();
  for (const service of [third, first]) await usedEverywhere(succeeded('train', await service.train(quick)).version);
  say('downloaded on one, trained on another, uploaded on a third: all use it');
}

async function shareJobs() {
  const [first, second, third] = cluster.replicas.map(({ service }) => service);
  const before = succeeded('models', await first.models());
  const location = await startedJob(first, slow);
  const watched = watch(third, location);
  assert.equal((await jobAt(second, location)).state, 'running');
  const busy = await second.train(quick);
  assert.equal(busy.status, 409);
  assert.ok(busy.headers.link?.startsWith(`<${location}>`), `the job that runs: ${busy.headers.link}`);
  await until('a report of how far it is', () => watched.events.includes('progress'));
  const deleted = await third.job(location, { method: 'DELETE' });
  assert.equal(deleted.status, 202, deleted.body);
  for (const service of [first, second, third])
    await until('the job is cancelled', async () => (await jobAt(service, location)).state === 'cancelled');
  await watched.ended;
  assert.equal(watched.events.at(-1), 'end');
  assert.deepEqual(succeeded('models', await second.models()), before, 'a cancelled training changes nothing');
  say('a job on one: seen, watched and cancelled from the others');
}

/** What the load saw may have failed only where `excuse` says so. */
function judge(load, excuse) {
  assert.deepEqual(load.wrong, [], 'wrong answers');
  assert.deepEqual(load.failed.filter((failure) => !excuse(failure)), [], 'failed without a reason');
  for (const [kind, count] of Object.entries(load.answered)) assert.ok(count > 0, `${kind}: ${count}`);
  const { predict, own, upload } = load.answered;
  say(`under load: ${predict + own} predictions and ${upload} uploads right, ${load.failed.length} failed, the slowest took ${load.slowest} ms`);
}

/** The states in which the balancer has the replicas. */
async function balancerSees(number, wanted) {
  await until(`the balancer has replica ${number} ${wanted}`, async () => (await cluster.balancerStates())[`replica${number}`]?.startsWith(wanted), 20);
}

async function killAndCut(round) {
  const [killed, cut, other] = [0, 1, 2].map((place) => cluster.replicas[(place + round) % 3]);
  const [inKilled, inCut] = [`killed-${round}`, `cut-${round}`];
  for (const workspace of [inKilled, inCut]) succeeded('download', await other.service.in(workspace).download());
  const load = new Load(cluster.service, pictures, clients);
  await until('the load runs', () => load.answered.own > 0 && load.answered.upload > 0);

  const interrupted = await startedJob(killed.service.in(inKilled), slow);
  await until('the training runs', async () => (await jobAt(other.service, interrupted)).state === 'running');
  const killedAt = Date.now();
  await killed.end('SIGKILL');
  say('one is killed');
  assert.equal((await other.service.in(inKilled).train(quick)).status, 409, 'its workspace is not free yet');
  await balancerSees(killed.network.number, 'DOWN');
  await killed.serve();
  await balancerSees(killed.network.number, 'UP');
  say('it is back');

  const lost = await startedJob(cut.service.in(inCut), slow);
  await until('the training runs', async () => (await jobAt(other.service, lost)).state === 'running');
  const cutAt = Date.now();
  cut.network.cutFromStore();
  say('another is cut off from the store');
  await until('it is not ready', async () => (await cut.service.ready()).status === 503, 20);
  await balancerSees(cut.network.number, 'DOWN');
  const outAt = Date.now();
  say('it is not ready, and the balancer knows');

  for (const [location, since] of [[interrupted, killedAt], [lost, cutAt]]) {
    const job = await until('the job is given up', async () => {
      const found = await jobAt(other.service, location);
      return found.state !== 'running' && found;
    }, lease + 10);
    assert.equal(job.state, 'failed');
    assert.match(job.problem.detail, /interrupted/);
    assert.ok(Date.now() - since > 9_000, 'not before its lease is over');
  }
  for (const workspace of [inKilled, inCut]) succeeded('a new training', await other.service.in(workspace).train(quick));
  say('what they ran is told as interrupted, and trained anew');
  const direct = await cut.service.predict(pictures[0].name, { timeout: 10_000 });
  assert.equal(direct.status, 503, `without the store nothing is told: ${direct.body}`);

  cut.network.mendToStore();
  await until('it is ready again', async () => (await cut.service.ready()).status === 200, 20);
  await balancerSees(cut.network.number, 'UP');
  say('the other reaches the store again');
  await load.stop();
  // A killed server's answers are lost, and nothing else: the next request goes elsewhere. What was sent to the one that
  // was cut off before the balancer knew waits, and may be given up.
  judge(load, ({ began, ended }) => (began <= killedAt + 100 && ended >= killedAt) || (began <= outAt && ended >= cutAt));

  await until('its training is over', async () => /^eigenfaces_trainings_running 0$/m.test((await cut.service.job('/metrics')).body), 60);
  for (const workspace of [inKilled, inCut]) {
    const { models } = succeeded('models', await cut.service.in(workspace).models());
    assert.deepEqual(models.map(({ version, n_components: components }) => [version, components]), [[1, quick.n_components]], 'the model of the one that took over, and no other');
  }
  assert.equal((await jobAt(cut.service, lost)).state, 'failed');
  await everywhereRight();
}

/** Of each kind, one among several requests that it is for. */
const faults = [
  { kind: 'status', status: 500, every: 23 }, { kind: 'status', status: 503, code: 'SlowDown', every: 19 }, { kind: 'reset', every: 29 },
  { kind: 'page', status: 404, method: 'GET', every: 37 }, { kind: 'truncate', method: 'GET', every: 17 }, { kind: 'flip', method: 'GET', path: '.jpg', every: 13 },
  { kind: 'truncate', method: 'GET', path: '.eigenfaces', every: 2 }, { kind: 'lose-answer', method: 'PUT', every: 11 },
  // Also where servers take turns.
  { kind: 'lose-answer', method: 'PUT', path: 'lease.json', every: 3 }, { kind: 'lose-answer', method: 'PUT', path: 'choice.json', every: 2 },
  // What is believed to be the newest may be old: who acts on it must not win.
  { kind: 'stale', method: 'GET', path: 'choice.json', every: 5 }, { kind: 'stale', method: 'GET', path: 'lease.json', every: 4 },
  ...(full ? [{ kind: 'stall', method: 'GET', every: 401 }, { kind: 'hang', every: 503 }] : []),
].map((fault) => ({ ...fault, times: 1_000_000 }));

async function failingStore() {
  const versions = new Set(succeeded('models', await cluster.service.models()).models.map(({ version }) => version));
  const newest = Math.max(...versions);
  const load = new Load(cluster.service, pictures, clients);
  await cluster.fault(...faults);
  let last = newest;
  for (let round = 0; round < (full ? 20 : 4); ++round) {
    // All at once: one at a time may train in a workspace, whatever the store says.
    const answers = await Promise.all(cluster.replicas.map(({ service }) => service.train(quick)));
    const made = answers.filter(({ status }) => status === 200).map((answer) => answer.json().version);
    for (const version of made) {
      assert.ok(version > newest && !versions.has(version), `the model ${version} is a new one`);
      versions.add(version);
      last = Math.max(last, version);
    }
    for (const { status, body } of answers) assert.ok([200, 409, 500, 503].includes(status), `${status} ${body}`);
  }
  const { length: asked } = await cluster.storeRequests();
  await cluster.fault();
  await load.stop();
  // Nearly all of it is ridden out by asking again.
  const all = Object.values(load.answered).reduce((sum, count) => sum + count, load.failed.length);
  judge(load, ({ status }) => [500, 502, 503, 504].includes(status));
  assert.ok(load.failed.length <= all / 100, `${load.failed.length} of ${all} failed`);
  assert.ok(last > newest, 'something was trained');
  say(`the store failed and lied among ${asked} requests: ${versions.size} models, each its own`);
  await until('the workspace is free', async () => {
    const answer = await cluster.service.train(quick);
    if (answer.status === 200) last = answer.json().version;
    return answer.status === 200;
  });
  await usedEverywhere(last);
  await everywhereRight();
}

let failure;
try {
  await cluster.startStore();
  await cluster.addReplicas(3);
  await cluster.startBalancer();
  say('three servers behind a balancer');
  await shareWork();
  for (let round = 0; round < rounds; ++round) {
    await shareJobs();
    await killAndCut(round);
    await failingStore();
  }
} catch (error) {
  failure = error;
  console.log(error);
  for (const { log } of cluster.replicas) if (log) console.log(`${log}:\n${readFileSync(log, 'utf8').split('\n').filter((line) => !/ (readyz|predict|upload) 200 /.test(line)).slice(-40).join('\n')}`);
}
await cluster.stop();
if (!failure) say('ok');
process.exit(failure ? 1 : 0);
