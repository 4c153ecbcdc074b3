// Processor time: what a process has used, and may use.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Seconds, of all threads. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A control group whose processes together have a part of one core; of version 1 or 2, whichever is there. */
export class CpuShare {
  constructor(name, part) {
    const first = '/sys/fs/cgroup/cpu';
    this.folder = path.join(existsSync(first) ? first : '/sys/fs/cgroup', name);
    mkdirSync(this.folder);
    const period = 20_000;
    if (existsSync(first)) {
      writeFileSync(path.join(this.folder, 'cpu.cfs_period_us'), String(period));
      writeFileSync(path.join(this.folder, 'cpu.cfs_quota_us'), String(part * period));
    } else {
      writeFileSync(path.join(this.folder, 'cpu.max'), `${part * period} ${period}`);
    }
  }
  /** What a command begins with whose process shall be in it. */
  get wrapper() { return ['bash', '-c', `echo $$ > ${this.folder}/cgroup.procs && exec "$@"`, 'bash']; }
  remove() { rmdirSync(this.folder); }
}
