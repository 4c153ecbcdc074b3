// sbom_test.mjs SBOM PROGRAM...: the bill of materials is CycloneDX, and names everything that is linked.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DebianSystem, neededLibraries } from '../../server/supply/debian_system.mjs';

const [file, ...programs] = process.argv.slice(2);
const system = new DebianSystem();
const bill = JSON.parse(readFileSync(file, 'utf8'));

assert.equal(bill.bomFormat, 'CycloneDX');
assert.equal(bill.specVersion, '1.5');
assert.equal(bill.version, 1);
const refs = new Set([bill.metadata.component['bom-ref'],
  ...bill.metadata.component.components.map((part) => part['bom-ref'])]);
const named = new Map();
for (const component of bill.components) {
  assert.equal(component.type, 'library');
  assert.match(component.purl, /^pkg:(deb\/[a-z]+|npm)\/[^@\s]+@[^@?\s]+(\?arch=\w+&distro=\S+)?$/);
  assert.ok(component.version.length > 0, component.name);
  assert.ok(!refs.has(component['bom-ref']), `${component['bom-ref']} is there twice`);
  refs.add(component['bom-ref']);
  named.set(component.name, component);
}
for (const { ref, dependsOn } of bill.dependencies) {
  assert.ok(refs.has(ref), ref);
  for (const other of dependsOn) assert.ok(refs.has(other), `${ref} depends on ${other}, which is not there`);
}

let libraries = 0;
for (const program of programs) {
  const direct = neededLibraries(program);
  assert.ok(direct.length > 3, `${program} is linked with libraries`);
  const linked = system.linkedLibraries(program);
  for (const name of direct) {
    assert.ok(linked.some((library) => path.basename(library) === name), `${name} of ${program} was found`);
  }
  const own = bill.dependencies.find(({ ref }) => ref === `gasworks/${path.basename(program)}`);
  for (const library of linked) {
    const component = named.get(system.packageOf(library));
    assert.ok(component, `${library} is named`);
    assert.ok(own.dependsOn.includes(component['bom-ref']), `${program} depends on ${component.name}`);
    const installed = execFileSync('dpkg-query', ['--show', '--showformat=${Version}', component.name], { encoding: 'utf8' });
    assert.equal(component.version, installed, component.name);
    ++libraries;
  }
}
for (const name of [/^libboost[0-9.]*-dev$/, /^nlohmann-json3-dev$/, /^libcli11-dev$/, /^libexpected-dev$/,
  /^libprotobuf-dev$/, /^libonnx-dev$/, /^swagger-ui-dist$/]) {
  assert.ok([...named.keys()].some((other) => name.test(other)), `${name}, which is compiled in, is named`);
}
console.log(`ok: ${bill.components.length} components, ${libraries} libraries of ${programs.length} programs`);
