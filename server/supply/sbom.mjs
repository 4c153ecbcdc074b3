// Writes a bill of materials (CycloneDX 1.5, JSON) of the programs that are given:
//   sbom.mjs --out FILE --version VERSION --lock package-lock.json --headers 'FILE;FILE' [--system FOLDER] PROGRAM...
// FOLDER has the packages of the programs' architecture, if it is not this machine's.
// Nothing in it depends on when it was made, so that the same programs have the same bill.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DebianSystem, neededLibraries } from './debian_system.mjs';

const { values, positionals: programs } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, version: { type: 'string' }, lock: { type: 'string' }, headers: { type: 'string' },
    system: { type: 'string' } },
});
const system = new DebianSystem(values.system);

// Of this machine: another architecture's packages are of the same release (decision 017).
const release = Object.fromEntries([...readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?([^"\n]*)"?$/gm)]
  .map(([, name, value]) => [name, value]));

function debianComponent(name, why) {
  const { version, architecture, homepage } = system.describe(name);
  const purl = `pkg:deb/${release.ID}/${encodeURIComponent(name)}@${encodeURIComponent(version)}` +
    `?arch=${architecture}&distro=${release.ID}-${release.VERSION_ID}`;
  return {
    type: 'library', 'bom-ref': purl, name, version, purl,
    ...(homepage && { externalReferences: [{ type: 'website', url: homepage }] }),
    properties: [{ name: 'gasworks:use', value: why }],
  };
}

/** The npm package whose files are compiled in; it comes with its own dependencies bundled. */
function npmComponent(lock, name) {
  const { version, license, integrity } = lock.packages[`node_modules/${name}`];
  const purl = `pkg:npm/${name}@${version}`;
  const [algorithm, digest] = integrity.split('-');
  return {
    type: 'library', 'bom-ref': purl, name, version, purl,
    licenses: [{ license: { id: license } }],
    hashes: [{ alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') }],
    properties: [{ name: 'gasworks:use', value: 'compiled in, as the user interface' }],
  };
}

const components = new Map();
const add = (component) => components.has(component['bom-ref']) || components.set(component['bom-ref'], component);
const dependencies = [];
const headers = values.headers.split(';').map((file) => debianComponent(system.packageOf(file), 'compiled in, from headers'));
headers.forEach(add);
const ui = npmComponent(JSON.parse(readFileSync(values.lock, 'utf8')), 'swagger-ui-dist');
add(ui);
const applications = programs.map((program) => {
  const name = path.basename(program);
  const needed = neededLibraries(program);
  const libraries = system.linkedLibraries(program).map((file) => {
    const direct = needed.includes(path.basename(file));
    return debianComponent(system.packageOf(file), direct ? 'linked' : 'linked by a library');
  });
  // What is linked directly is said first, for a package of several libraries.
  libraries.sort((a, b) => a.properties[0].value.length - b.properties[0].value.length);
  libraries.forEach(add);
  const application = { type: 'application', 'bom-ref': `gasworks/${name}`, name, version: values.version };
  const refs = [...libraries, ...headers, ui].map((component) => component['bom-ref']);
  dependencies.push({ ref: application['bom-ref'], dependsOn: [...new Set(refs)].sort() });
  return application;
});

const byRef = (a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1);
writeFileSync(values.out, `${JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: { component: { type: 'application', 'bom-ref': 'gasworks', name: 'gasworks', version: values.version, components: applications } },
  components: [...components.values()].sort(byRef),
  dependencies: [{ ref: 'gasworks', dependsOn: applications.map((application) => application['bom-ref']) }, ...dependencies],
}, null, 2)}\n`);
