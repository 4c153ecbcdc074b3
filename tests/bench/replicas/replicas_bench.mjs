// replicas_bench.mjs SERVER STORE NODE_MODULES HAPROXY CONFIGURATION DRAW_FACES, started by `run`: predictions a second of 1,
// 2 and 3 servers behind the balancer, each of which may use a part of a core; what a prediction costs whom; how long it
// takes with the state in a store and in a folder; how long a server takes that is not there yet. As Markdown.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { form, Service } from '../../replicas/ask.mjs';
import { Cluster } from '../../replicas/cluster.mjs';
import { drawFaces } from '../../replicas/faces.mjs';
import { until } from '../../replicas/until.mjs';
import { cpuSeconds, CpuShare } from './cpu.mjs';

const [server, store, modules, haproxy, configuration, drawFacesProgram] = process.argv.slice(2);
const part = Number(process.env.PART ?? 0.1);
const seconds = Number(process.env.SECONDS_EACH ?? 6);
const clients = 24;
const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-replicas-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const { archive, pictures } = drawFaces(drawFacesProgram, folder, 8, 24);
const training = { min_faces_per_person: 24 };
const quiet = ['--log-level', 'warning'];

const percentile = (values, part) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(part * values.length))];
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const head = (...cells) => { row(...cells); row(...cells.map(() => '---')); };
const fixed = (value, digits = 1) => value.toFixed(digits);

const kinds = {
  uploaded: (service, picture) => service.predict(picture.name),
  given: (service, picture) => service.ask('/EigenfacesSVM/predict', {}, form(picture.name, picture.bytes, 'pictures')),
};

async function checked(kind, service, picture) {
  const answer = await kinds[kind](service, picture);
  if (answer.status !== 200 || answer.json().predictions[0].name !== picture.person) throw new Error(`${answer.status} ${answer.body}`);
}

/** As many predictions as `clients` get, one after the other each: { rate, milliseconds }. */
async function measure(kind, base, count = clients, time = seconds) {
  const milliseconds = [];
  const began = performance.now();
  await Promise.all(Array.from({ length: count }, async (_, number) => {
    const service = new Service(base, 'default', new http.Agent({ keepAlive: true, maxSockets: 1 }));
    for (let turn = number; performance.now() - began < time * 1000; ++turn) {
      const sent = performance.now();
      await checked(kind, service, pictures[turn % pictures.length]);
      milliseconds.push(performance.now() - sent);
    }
    service.agent.destroy();
  }));
  return { rate: milliseconds.length / ((performance.now() - began) / 1000), milliseconds };
}

/** The same, and the milliseconds of processor time that each process used for one. */
async function measureCosts(cluster, kind, count) {
  const processes = { server: cluster.replicas.slice(0, count).map(({ process: { pid } }) => pid), store: [cluster.store.pid], balancer: [cluster.balancer.pid], client: [process.pid] };
  const used = () => Object.values(processes).map((pids) => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0));
  await measure(kind, cluster.service.base, clients, 1);
  await cluster.fault();
  const before = used();
  const { rate, milliseconds } = await measure(kind, cluster.service.base);
  const costs = used().map((now, i) => ((now - before[i]) * 1000) / milliseconds.length);
  const asked = (await cluster.storeRequests()).filter(({ url }) => !url.includes('store.json')).length;
  return { rate, milliseconds, costs, asked: asked / milliseconds.length };
}

async function throughput(cluster) {
  console.log(`\nPredictions behind the balancer, ${clients} clients, ${seconds} s each; each server may use ${part * 100} % of a core:\n`);
  head('picture', 'servers', 'a second', 'p50 ms', 'p99 ms', 'requests to the store each', 'CPU ms each: servers', 'store', 'balancer', 'client');
  for (const kind of Object.keys(kinds)) {
    for (const count of [1, 2, 3]) {
      await cluster.startBalancer(cluster.replicas.slice(0, count));
      const { rate, milliseconds, costs, asked } = await measureCosts(cluster, kind, count);
      row(kind, count, fixed(rate, 0), fixed(percentile(milliseconds, 0.5)), fixed(percentile(milliseconds, 0.99)), fixed(asked, 2), ...costs.map((cost) => fixed(cost, 2)));
      await cluster.stopBalancer();
    }
  }
}

async function latency(cluster) {
  console.log(`\nOne prediction after the other on one server without a limit or a balancer, ${seconds / 2} s each:\n`);
  head('state', 'picture', 'p50 ms', 'p99 ms', 'requests to the store each');
  const [replica] = cluster.replicas;
  await replica.end('SIGTERM');
  const prepare = async (service) => {
    for (const { name, bytes } of pictures) await service.upload(name, bytes);
    for (const picture of pictures) await checked('uploaded', service, picture);
  };
  const tell = async (state, service) => {
    await prepare(service);
    for (const kind of Object.keys(kinds)) {
      await cluster.fault();
      const { milliseconds } = await measure(kind, service.base, 1, seconds / 2);
      const asked = (await cluster.storeRequests()).filter(({ url }) => !url.includes('store.json')).length;
      row(state, kind, fixed(percentile(milliseconds, 0.5), 2), fixed(percentile(milliseconds, 0.99), 2), fixed(asked / milliseconds.length, 2));
    }
  };
  const local = spawn(server, ['--port', '8081', '--data-dir', path.join(folder, 'local'), '--dataset-url', `file://${archive}`, '--threads', '2', ...quiet], { stdio: 'ignore' });
  const service = new Service('http://127.0.0.1:8081');
  await until('the server without a store', async () => (await service.ready()).status === 200);
  await service.download();
  await service.train(training);
  await tell('folder', service);
  local.kill('SIGTERM');
  await replica.serve({ flags: quiet });
  await tell('store', replica.service);
}

async function coldStart(cluster) {
  const [replica] = cluster.replicas;
  const [listening, predicting] = [[], []];
  for (let round = 0; round < 15; ++round) {
    await replica.end('SIGTERM');
    rmSync(replica.folder, { recursive: true, force: true });
    const began = performance.now();
    replica.start({ flags: quiet });
    for (;;) {
      try {
        await replica.service.ask('/openapi.json', {}, {});
        break;
      } catch { await new Promise((resolve) => setTimeout(resolve, 1)); }
    }
    listening.push(performance.now() - began);
    await checked('uploaded', replica.service, pictures[round % pictures.length]);
    predicting.push(performance.now() - began);
  }
  console.log('\nA server with an empty cache, from the start of its process, 15 times, ms:\n');
  head('until', 'fastest', 'median', 'slowest');
  for (const [what, times] of [['it answers', listening], ['it has predicted', predicting]]) row(what, ...[0, 0.5, 1].map((p) => fixed(percentile(times, p), 0)));
}

const shares = [1, 2, 3].map((number) => new CpuShare(`gasworks-replica-${process.hrtime.bigint()}-${number}`, part));
const cluster = new Cluster(folder, archive, { server, store, modules, haproxy, configuration });
try {
  console.log(`${cpus().length} cores, ${cpus()[0].model}; a model of 8 drawn people`);
  await cluster.startStore();
  await cluster.addReplicas(3, { flags: quiet });
  const [{ service }] = cluster.replicas;
  await service.download();
  await service.train(training);
  for (const { name, bytes } of pictures) await service.upload(name, bytes);
  await latency(cluster);
  await coldStart(cluster);
  for (const replica of cluster.replicas) await replica.end('SIGTERM');
  await Promise.all(cluster.replicas.map((replica, i) => replica.serve({ flags: quiet, wrapper: shares[i].wrapper })));
  await throughput(cluster);
} finally {
  await cluster.stop();
  for (const share of shares) await until('the control group is empty', () => { share.remove(); return true; }, 10);
}
process.exit(0);
