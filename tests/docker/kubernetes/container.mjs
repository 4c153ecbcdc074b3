// The server as a cluster would run it: with an environment and nothing else of it, with the image's user, without
// capabilities, as the first process of its container, and with nothing that it could write but its data folder. It is not
// the image: programs and libraries are this machine's. Bubblewrap does in a moment what an engine does.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What dynamic linking, names and certificates need. */
const etc = ['/etc/alternatives', '/etc/ld.so.cache', '/etc/ssl', '/etc/nsswitch.conf', '/etc/hosts'];

function flags({ user, group, folder, bytes, mounts }) {
  const system = existsSync('/usr/lib64') ? ['lib', 'lib64', 'bin'] : ['lib', 'bin'];
  return [
    '--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--uid', user, '--gid', group, '--cap-drop', 'ALL',
    '--as-pid-1', '--new-session', '--die-with-parent', '--clearenv',
    '--ro-bind', '/usr', '/usr', ...system.flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]),
    ...etc.filter((file) => existsSync(file)).flatMap((file) => ['--ro-bind', file, file]),
    ...Object.entries(mounts).flatMap(([inside, outside]) => ['--ro-bind', outside, inside]),
    '--proc', '/proc', '--dev', '/dev', '--size', `${bytes}`, '--tmpfs', folder, '--remount-ro', '/',
  ];
}

/** Why no container can be made here; nothing where one can. */
export function objectionTo(bwrap, options) {
  if (!bwrap) return 'bubblewrap is not installed';
  const { status, stderr } = spawnSync(bwrap, [...flags(options), '/usr/bin/touch', `${options.folder}/written`], { encoding: 'utf8' });
  return status === 0 ? undefined : `bubblewrap can't make containers here: ${stderr.trim()}`;
}

/** The status with which a command ends in such a container. */
export function statusOf(bwrap, options, command) {
  return spawnSync(bwrap, [...flags(options), ...command], { stdio: 'ignore' }).status;
}

/** { ended: a promise of the status, said(): what it wrote so far, terminate(): SIGTERM, as a cluster sends it, kill() } */
export function start(bwrap, options, program, environment) {
  const child = spawn(bwrap, ['--info-fd', '3', ...flags({ ...options, mounts: { ...options.mounts, '/eigenfaces-server': program } }),
    '/usr/bin/env', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`), '/eigenfaces-server'],
  { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said += bytes; });
  const first = new Promise((resolve, reject) => {
    let told = '';
    child.stdio[3].on('data', (bytes) => { told += bytes; });
    child.stdio[3].on('end', () => {
      try {
        resolve(JSON.parse(told)['child-pid']);
      } catch (error) {
        reject(error);
      }
    });
  });
  return {
    ended,
    said: () => said,
    terminate: async () => process.kill(await first, 'SIGTERM'),
    kill: () => child.kill('SIGKILL'),
  };
}
