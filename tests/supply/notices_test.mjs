// notices_test.mjs NOTICES.gz BILL_OF_MATERIALS: everything that is compiled in has its notice, with the licence's words.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const [file, bill] = process.argv.slice(2);
const text = gunzipSync(readFileSync(file)).toString('utf8');
const section = (name) => {
  const [, behind] = text.split(`\n${name}\n${'='.repeat(78)}\n`);
  assert.ok(behind, `no notice of ${name}`);
  return behind.split('='.repeat(78))[0];
};
const compiledIn = JSON.parse(readFileSync(bill, 'utf8')).components
  .filter(({ properties }) => properties.some(({ value }) => value.startsWith('compiled in')));
assert.ok(compiledIn.length >= 8, `only ${compiledIn.length} parts are compiled in`);
for (const { name } of compiledIn) assert.match(section(name), /copyright/i, name);
assert.match(section('fonts-dejavu-core'), /Bitstream/);
assert.match(section('libdlib-dev'), /Boost Software License|BSL/);
assert.match(section('swagger-ui-dist'), /Apache License/);
