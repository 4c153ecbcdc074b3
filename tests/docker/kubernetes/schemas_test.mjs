// schemas_test.mjs NODE_MODULES SOURCE KUBECTL: every object is what Kubernetes' and Knative's own schemas say. Types and
// formats are checked by the validators that kubernetes-models makes of them with ajv; names, which these schemas leave open,
// by TypeScript and the same packages' declarations.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { finish, manifests } from './manifests.mjs';

const [modules, source, kubectl] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'x.js'));
const ts = require('typescript');

/**
 * Knative has startup probes since 1.15, and its schema that is on npm is older: they are taken out, and are held against
 * Kubernetes' schema.
 */
function split(object) {
  if (!/\.knative\.dev\//.test(object.apiVersion)) return [object];
  const rest = structuredClone(object);
  return [rest, ...rest.spec.template.spec.containers.map((container) => {
    const probe = container.startupProbe;
    delete container.startupProbe;
    return { apiVersion: 'v1', kind: 'Probe', probe };
  })];
}

/** "kubernetes-models/apps/v1/Deployment" */
function moduleOf({ apiVersion, kind }) {
  const packageName = /\.knative\.dev\//.test(apiVersion) ? '@kubernetes-models/knative' : 'kubernetes-models';
  return `${packageName}/${apiVersion}/${kind}`;
}

/** What is wrong with the values of an object; empty where nothing is. */
function wrongValues(object) {
  const Model = require(moduleOf(object))[object.kind];
  try {
    new Model(object.probe ?? object).validate();
    return '';
  } catch (error) {
    return error.message;
  }
}

/** By object what is wrong with its names: ["'replica' does not exist in type ...", ...]. */
function wrongNames(objects) {
  // Beside node_modules, where the packages are looked for; never written.
  const file = path.join(path.dirname(modules), 'objects.mts');
  const text = objects.map((object, i) => `import type { I${object.kind} as Type${i} } from ${JSON.stringify(moduleOf(object))}; ` +
    `export const object${i}: Type${i} = ${JSON.stringify(object.probe ?? object)};`).join('\n');
  const options = { noEmit: true, strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, text, rest[0]) : getSourceFile(name, ...rest));
  const found = objects.map(() => []);
  for (const { file: where, start, messageText } of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))) {
    const said = ts.flattenDiagnosticMessageText(messageText, '\n');
    assert.ok(where?.fileName === file, said);
    // One line an object.
    found[where.getLineAndCharacterOfPosition(start).line].push(said);
  }
  return found;
}

const all = manifests({ modules, kubectl, source });
const objects = [...Object.entries(all.deployments), ['a file', all.loose]]
  .flatMap(([from, list]) => list.flatMap(split).map((object) => ({ from, object })));
assert.ok(objects.length > 8, `${objects.length} objects`);

// What is wrong is found, in values and in names: else this test would say nothing.
const broken = [
  { kind: 'Deployment', value: /minReadySeconds/, name: /readOnlyRootFileSystem/, spoil: ({ spec }, wrong) => {
    if (wrong === 'value') spec.minReadySeconds = 'two';
    else spec.template.spec.containers[0].securityContext.readOnlyRootFileSystem = true;
  } },
  { kind: 'Service', value: /containerConcurrency/, name: /treshold/, spoil: ({ spec }, wrong) => {
    if (wrong === 'value') spec.template.spec.containerConcurrency = 'many';
    else spec.template.spec.containers[0].livenessProbe.treshold = 1;
  } },
  { kind: 'Probe', value: /periodSeconds/, name: /treshold/, spoil: ({ probe }, wrong) => {
    if (wrong === 'value') probe.periodSeconds = 'two';
    else probe.treshold = 1;
  } },
].map(({ kind, spoil, ...expected }) => {
  const { object } = objects.find(({ object: candidate }) => candidate.kind === kind &&
    (kind !== 'Service' || /knative/.test(candidate.apiVersion)));
  const [value, name] = ['value', 'name'].map((wrong) => {
    const copy = structuredClone(object);
    spoil(copy, wrong);
    return copy;
  });
  assert.match(wrongValues(value), expected.value);
  return { object: name, expected: expected.name };
});

const names = wrongNames([...objects, ...broken].map(({ object }) => object));
broken.forEach(({ expected }, i) => assert.match(names[objects.length + i].join(), expected));

let findings = 0;
objects.forEach(({ from, object }, i) => {
  for (const finding of [wrongValues(object), ...names[i]].filter(Boolean)) {
    console.error(`${from}: ${object.kind} ${object.metadata?.name ?? ''}: ${finding}`);
    ++findings;
  }
});
assert.equal(findings, 0);
finish(all, `ok: ${objects.length} objects`);
