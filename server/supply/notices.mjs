// Writes the copyright notices and licences of what is compiled into the programs, as their packages have them:
//   notices.mjs --out FILE.gz --bill BILL_OF_MATERIALS --ui FOLDER_OF_SWAGGER_UI [--system FOLDER] [PACKAGE...]
// Libraries that are linked when a program starts come with notices of their own.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { DebianSystem } from './debian_system.mjs';

const { values, positionals: packages } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, bill: { type: 'string' }, ui: { type: 'string' }, system: { type: 'string' } },
});
const system = new DebianSystem(values.system);
const { components } = JSON.parse(readFileSync(values.bill, 'utf8'));
const compiledIn = components.filter((component) => component.purl.startsWith('pkg:deb/') &&
  component.properties.some(({ value }) => value.startsWith('compiled in')));
const names = [...compiledIn.map(({ name }) => name), ...packages].sort();
const notices = [
  ...names.map((name) => [name, [system.path(`/usr/share/doc/${name}/copyright`)]]),
  ['swagger-ui-dist', ['LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt'].map((file) => path.join(values.ui, file))],
].map(([name, files]) => `${'='.repeat(78)}\n${name}\n${'='.repeat(78)}\n\n${files.map((file) => readFileSync(file, 'utf8')).join('\n')}`);
const head = 'Parts of the following are compiled into gasworks and eigenfaces-server.\n';
// Without a time in it, so that the same text is the same file.
writeFileSync(values.out, gzipSync([head, ...notices].join('\n'), { level: 9 }));
