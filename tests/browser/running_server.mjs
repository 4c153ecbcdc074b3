// Starts eigenfaces-server and ends it again.
import { spawn } from 'node:child_process';

/** Resolves when the server has printed where it listens: { base, stop(), kill() }. */
export function startServer(program, flags) {
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (bytes) => {
      printed += bytes;
      const found = printed.match(/(http:\/\/[^/\s]+)\/cloudmesh\/ui\//);
      if (found) {
        resolve({
          base: found[1],
          kill: () => child.kill('SIGKILL'),
          stop: () => {
            child.kill('SIGTERM');
            return ended;
          },
        });
      }
    });
    ended.then((code) => reject(new Error(`the server ended with ${code} before it listened; it printed: ${printed}`)));
  });
}
