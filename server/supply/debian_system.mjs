// Debian's packages on the system that programs are built for: this one, or another architecture's in a folder, as
// tests/cross/sysroot makes it.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

const run = (command, ...parameters) => execFileSync(command, parameters,
  { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'pipe'] });

/** Names of the libraries that a program or a library itself asks for. */
export function neededLibraries(file) {
  return [...run('readelf', '--dynamic', '--wide', file).matchAll(/\(NEEDED\).*\[(.+)\]/g)].map((match) => match[1]);
}

export class DebianSystem {
  #root;
  #given;

  /** @param root folder of the system; without it, the one that runs this */
  constructor(root) {
    this.#given = root ?? '';
    this.#root = root ? realpathSync(root) : '';
  }

  /** Path here of a file of the system. */
  path(file) {
    return this.#root + file;
  }

  /** Paths in the system of the shared libraries that the loader would load, those of libraries included. */
  linkedLibraries(program) {
    return this.#root ? this.#searchedLibraries(program) : loadedLibraries(program);
  }

  /** Where Debian's loader looks; it can't be asked, since this machine can't run it. */
  #searchedLibraries(program) {
    const folders = readdirSync(this.path('/usr/lib')).filter((name) => /-linux-gnu/.test(name))
      .flatMap((name) => [`/lib/${name}`, `/usr/lib/${name}`]);
    const found = new Set();
    const search = (file) => {
      for (const name of neededLibraries(file)) {
        const library = folders.map((folder) => path.join(folder, name)).find((candidate) => existsSync(this.path(candidate)));
        if (!library) throw new Error(`${file} lacks ${name}, which is not in ${this.#root}`);
        if (found.has(library)) continue;
        found.add(library);
        search(this.path(library));
      }
    };
    search(program);
    return [...found];
  }

  /** What dpkg calls a file: since /lib became a link to /usr/lib, either may be the one that it knows. */
  #spellings(file) {
    const all = new Set();
    const real = realpathSync(this.path(file));
    for (const name of [file, real.slice(this.#root.length)]) {
      all.add(name);
      all.add(name.startsWith('/usr/') ? name.slice(4) : `/usr${name}`);
    }
    return [...all];
  }

  #ask(...parameters) {
    return run('dpkg-query', `--admindir=${this.path('/var/lib/dpkg')}`, ...parameters);
  }

  /** Name of the package that a file belongs to. @param file path in the system, or of that file here */
  packageOf(file) {
    const root = [this.#root, this.#given].find((folder) => folder && file.startsWith(`${folder}/`)) ?? '';
    const inside = file.slice(root.length);
    for (const name of this.#spellings(inside)) {
      try {
        // A path that is only diverted has no owner: such is /lib64's loader in Debian 13.
        const owner = this.#ask('--search', name).split('\n').find((line) => line !== '' && !line.startsWith('diversion '));
        if (owner) return owner.split(':')[0];
      } catch (error) {
        // 1: nobody owns a file of this name. Another spelling, then.
        if (error.status !== 1) throw error;
      }
    }
    // Alternatives (libblas.so.3) are links to the package's file, which realpath has followed.
    throw new Error(`no package owns ${file}; the bill of materials knows Debian's packages alone`);
  }

  /** Version, architecture and homepage of a package. */
  describe(name) {
    const [version, architecture, homepage] =
      this.#ask('--show', '--showformat=${Version}\n${Architecture}\n${Homepage}\n', name).split('\n');
    return { version, architecture, homepage };
  }
}

function loadedLibraries(program) {
  const printed = run('ldd', program);
  if (/not found/.test(printed)) throw new Error(`${program} lacks libraries:\n${printed}`);
  return [...printed.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map((match) => match[1]);
}
