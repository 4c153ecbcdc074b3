// Network namespaces, one for each replica, in one that is this process's alone (see `run`): they end with the processes in
// them. Replica n has two cables to here: 10.77.n.2 - 10.77.n.1, where the store is, and 10.78.n.2 - 10.78.n.1, where the
// balancer is.
import { execFileSync, spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { until } from './until.mjs';

const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] });
const namespaceOf = (pid) => {
  try { return readlinkSync(`/proc/${pid}/ns/net`); } catch { return ''; }
};

export function bringLoopbackUp() {
  ip('link', 'set', 'lo', 'up');
}

export class ReplicaNetwork {
  static async make(number) {
    const network = new ReplicaNetwork();
    network.number = number;
    // What holds the namespace while no server runs in it; ends with its standard input.
    network.holder = spawn('unshare', ['--net', 'cat'], { stdio: ['pipe', 'ignore', 'inherit'] });
    await until('a network namespace', () => namespaceOf(network.holder.pid) !== namespaceOf('self') && namespaceOf(network.holder.pid) !== '');
    execFileSync('nsenter', [...network.prefix(), 'ip', 'link', 'set', 'lo', 'up']);
    network.lay('s', '10.77');
    network.lay('f', '10.78');
    return network;
  }
  lay(kind, network) {
    const here = `${kind}${this.number}`;
    ip('link', 'add', here, 'type', 'veth', 'peer', 'name', `to-${kind}`, 'netns', String(this.holder.pid));
    ip('addr', 'add', `${network}.${this.number}.1/30`, 'dev', here);
    ip('link', 'set', here, 'up');
    execFileSync('nsenter', [...this.prefix(), 'ip', 'addr', 'add', `${network}.${this.number}.2/30`, 'dev', `to-${kind}`]);
    execFileSync('nsenter', [...this.prefix(), 'ip', 'link', 'set', `to-${kind}`, 'up']);
  }
  /** What a command that shall run in here begins with, after nsenter. */
  prefix() { return [`--net=/proc/${this.holder.pid}/ns/net`]; }
  get address() { return `10.78.${this.number}.2`; }
  get balancer() { return `10.78.${this.number}.1`; }
  get store() { return `10.77.${this.number}.1`; }
  cutFromStore() { ip('link', 'set', `s${this.number}`, 'down'); }
  mendToStore() { ip('link', 'set', `s${this.number}`, 'up'); }
}
