// Three servers over one store behind HAProxy, each server in a network of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { ask, Service } from './ask.mjs';
import { bringLoopbackUp, ReplicaNetwork } from './network.mjs';
import { until } from './until.mjs';

const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG', AWS_REGION: 'us-east-1' };

class Replica {
  constructor(cluster, network) {
    this.cluster = cluster;
    this.network = network;
    this.folder = path.join(cluster.folder, `replica${network.number}`);
    this.service = new Service(`http://${network.address}:8080`);
  }
  /** `wrapper`: a command that the server is started by. */
  start({ flags = [], wrapper = [] } = {}) {
    mkdirSync(this.folder, { recursive: true });
    this.log = `${this.folder}.log`;
    const log = openSync(this.log, 'a');
    const { programs, storePort } = this.cluster;
    this.process = spawn('nsenter', [...this.network.prefix(), ...wrapper, programs.server, '--host', this.network.address, '--port', '8080',
      '--data-dir', path.join(this.folder, 'cache'), '--state', 's3://bucket/faces', '--dataset-url', `file://${this.cluster.archive}`,
      '--trusted-proxy', this.network.balancer, '--threads', '2', ...flags], {
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, ...keys, AWS_ENDPOINT_URL: `http://${this.network.store}:${storePort}` },
    });
    this.ended = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve(signal ?? code)));
  }
  async serve(options) {
    this.start(options);
    await until(`replica ${this.network.number} is ready`, async () => {
      if (this.process.exitCode !== null) throw new Error(`it ended: ${readFileSync(this.log, 'utf8').slice(-1000)}`);
      return (await this.service.ready()).status === 200;
    }, 60);
  }
  end(signal) {
    this.process.kill(signal);
    return this.ended;
  }
}

export class Cluster {
  /** `programs`: { server, store, modules, haproxy, configuration } */
  constructor(folder, archive, programs) {
    Object.assign(this, { folder, archive, programs, replicas: [] });
  }
  async startStore() {
    bringLoopbackUp();
    const { programs } = this;
    this.store = spawn(process.execPath, [programs.store, programs.modules, 'bucket', keys.AWS_ACCESS_KEY_ID, keys.AWS_SECRET_ACCESS_KEY, '', keys.AWS_REGION, '0.0.0.0'],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    let printed = '';
    this.store.stdout.on('data', (bytes) => { printed += bytes; });
    await until('the store says its port', () => printed.endsWith('\n'));
    this.storePort = Number(printed);
  }
  async addReplicas(count, options) {
    for (let number = 1; number <= count; ++number) this.replicas.push(new Replica(this, await ReplicaNetwork.make(number)));
    await Promise.all(this.replicas.map((replica) => replica.serve(options)));
  }
  /** With the documented configuration, whose lines to replace all have to be there. */
  async startBalancer(replicas = this.replicas) {
    let text = readFileSync(this.programs.configuration, 'utf8');
    const file = path.join(this.folder, 'haproxy.cfg');
    const replace = (from, to) => {
      if (!text.includes(from)) throw new Error(`the configuration has no '${from}'`);
      text = text.replace(from, to);
    };
    replace('    bind *:80\n', '    bind 127.0.0.1:80\n');
    replace('global\n', `global\n    stats socket ${this.folder}/haproxy.sock\n`);
    for (const number of [1, 2, 3]) {
      const line = `    server replica${number} 192.0.2.1${number}:8080\n`;
      const replica = replicas.find(({ network }) => network.number === number);
      replace(line, replica ? line.replace(`192.0.2.1${number}`, replica.network.address) : '');
    }
    writeFileSync(file, text);
    this.balancer = spawn(this.programs.haproxy, ['-db', '-f', file], { stdio: ['ignore', 'inherit', 'inherit'] });
    this.balancerEnded = new Promise((resolve) => this.balancer.once('exit', resolve));
    this.service = new Service('http://127.0.0.1:80');
    await until('the balancer answers', async () => this.balancer.exitCode !== null || (await this.service.ready()).status === 200);
    if (this.balancer.exitCode !== null) throw new Error(`HAProxy ended with ${this.balancer.exitCode}`);
  }
  /** As the balancer has them: { replica1: 'UP', replica2: 'DOWN 1/2' }. */
  async balancerStates() {
    const socket = net.connect(path.join(this.folder, 'haproxy.sock'));
    socket.write('show stat\n');
    let text = '';
    for await (const piece of socket) text += piece;
    const [names, ...lines] = text.replace(/^# /, '').split('\n').map((line) => line.split(','));
    const [name, status] = ['svname', 'status'].map((column) => names.indexOf(column));
    return Object.fromEntries(lines.map((line) => [line[name], line[status]]));
  }
  async stopBalancer() {
    this.balancer.kill('SIGTERM');
    await this.balancerEnded;
  }
  async fault(...faults) {
    await ask(`http://127.0.0.1:${this.storePort}/-/faults`, { method: 'POST', body: JSON.stringify(faults) });
  }
  /** Since the faults were told last. */
  async storeRequests() {
    return (await ask(`http://127.0.0.1:${this.storePort}/-/requests`)).json();
  }
  async stop() {
    if (this.balancer?.exitCode === null) await this.stopBalancer();
    for (const replica of this.replicas) {
      if (replica.process?.exitCode === null && replica.process.signalCode === null) await replica.end('SIGKILL');
      replica.network.holder.stdin.end();
    }
    this.store?.stdin.end();
  }
}
