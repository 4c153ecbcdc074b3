// runtime_packages_test.mjs DOCKERFILE PROGRAM...: the image installs the packages of the libraries that the programs ask
// for, and none besides but certificates. Skipped where packages have other names than in the image.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DebianSystem, neededLibraries } from '../../server/supply/debian_system.mjs';

const [dockerfile, ...programs] = process.argv.slice(2);
const system = new DebianSystem();
const text = readFileSync(dockerfile, 'utf8');
const release = (/^FROM debian:(\w+)-slim$/m).exec(text)?.[1];
assert.ok(release, 'the last stage is made from one of Debian\'s images');
if (!readFileSync('/etc/os-release', 'utf8').includes(`VERSION_CODENAME=${release}\n`)) {
  console.log(`skipped: this machine is not Debian ${release}, of which the image is made`);
  process.exit(77);
}
const stage = text.slice(text.lastIndexOf('\nFROM '));
const installed = (/apt-get install [^&]*--no-install-recommends([^&]*)&&/).exec(stage)[1].match(/[a-z0-9][a-z0-9.+-]+/g);
assert.deepEqual(installed, [...new Set(installed)].sort(), 'the packages are in order, each once');

// Of the base image.
const always = new Set(['libc6']);
const needed = new Map();
for (const program of programs) {
  const linked = system.linkedLibraries(program);
  for (const library of neededLibraries(program)) {
    if (/^ld-linux/.test(library)) continue;
    const name = system.packageOf(linked.find((file) => path.basename(file) === library));
    if (!always.has(name)) needed.set(name, library);
  }
}
for (const [name, library] of needed) assert.ok(installed.includes(name), `${name} is installed, which has ${library}`);
for (const name of installed) {
  assert.ok(needed.has(name) || name === 'ca-certificates', `${name} is installed, and no program asks for a library of it`);
}
console.log(`ok: ${installed.length} packages for ${programs.length} programs`);
