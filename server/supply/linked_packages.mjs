// Which of Debian's packages a program is linked with.
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';

/** Paths of the shared libraries that the loader would load, those of libraries included. */
export function linkedLibraries(program) {
  const printed = execFileSync('ldd', [program], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  if (/not found/.test(printed)) throw new Error(`${program} lacks libraries:\n${printed}`);
  return [...printed.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map((match) => match[1]);
}

/** Names of the libraries that the program itself asks for. */
export function neededLibraries(program) {
  const printed = execFileSync('readelf', ['--dynamic', '--wide', program], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return [...printed.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map((match) => match[1]);
}

/** What dpkg calls a file: since /lib became a link to /usr/lib, either may be the one that it knows. */
function spellings(file) {
  const all = new Set();
  for (const path of [file, realpathSync(file)]) {
    all.add(path);
    all.add(path.startsWith('/usr/') ? path.slice(4) : `/usr${path}`);
  }
  return [...all];
}

/** Name of the package that a file belongs to. */
export function packageOf(file) {
  for (const path of spellings(file)) {
    try {
      const owners = execFileSync('dpkg-query', ['--search', path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      // A path that is only diverted has no owner: such is /lib64's loader in Debian 13.
      const owner = owners.split('\n').find((line) => line !== '' && !line.startsWith('diversion '));
      if (owner) return owner.split(':')[0];
    } catch {
      // another spelling, then
    }
  }
  // Alternatives (libblas.so.3) are links to the package's file, which realpath has followed.
  throw new Error(`no package owns ${file}; the bill of materials knows Debian's packages alone`);
}
