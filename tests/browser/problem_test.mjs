// What the page at "/" tells people to do about a problem.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

// Node takes a file for a module by its name or its folder's package.json; a browser by how it is asked for.
const source = readFileSync(new URL('../../server/workbench/page/problem.js', import.meta.url));
const { adviceOnFiles, nextStep, plainTitle, Problem, unreachableServer } = await import(`data:text/javascript;base64,${source.toString('base64')}`);

const advice = (told) => nextStep(new Problem(told));

test('a problem says what the server said, or its title where it said no more; statuses have plain titles', () => {
  const told = new Problem({ title: 'Not Found', detail: "the workspace 'a' has no model yet", status: 404 });
  assert.equal(told.title, 'Not Found');
  assert.equal(told.message, "the workspace 'a' has no model yet");
  assert.equal(new Problem({ title: 'Not Found' }).message, 'Not Found');
  assert.equal(new Problem({}).title, 'Something went wrong');
  assert.equal(plainTitle(404), 'Not there');
  assert.equal(plainTitle(418), undefined);
});

test('what is missing leads to the step that makes it', () => {
  assert.match(advice({ status: 404, detail: "the workspace 'a' has no model yet; call train first" }), /step 2/);
  assert.match(advice({ status: 404, detail: "the workspace 'a' has no data set yet; call download_data first" }), /step 1/);
  assert.match(advice({ status: 404, detail: "the workspace 'a' has no model 7; it has 1 to 3" }), /reload/);
  assert.match(advice({ status: 404, detail: "the data set 'x' has no 'Ada'" }), /reload/);
});

test('who comes too often or too early is told when to come again', () => {
  for (const status of [429, 503]) {
    assert.equal(advice({ status, retryAfter: 30 }), 'Try again in 30 s.');
    assert.equal(advice({ status }), 'Try again in a moment.');
  }
});

test('a picture that is none, and one that no face is found in, can be helped', () => {
  assert.match(advice({ status: 415 }), /JPEG or PNG[\s\S]*iPhone/);
  assert.match(advice({ status: 422, operation: 'predict' }), /face/);
  assert.match(advice({ status: 422, operation: 'train' }), /Parameters/);
  assert.equal(advice({ status: 422, operation: 'datasets' }), undefined);
  assert.match(advice({ status: 413 }), /smaller/);
  for (const status of [413, 415, 422]) assert.ok(new Problem({ status }).isAboutContent);
  for (const status of [0, 400, 404, 500, 503]) assert.ok(!new Problem({ status }).isAboutContent);
});

test('only the operator can help with rights, room and what the log says', () => {
  for (const status of [401, 403, 507]) assert.match(advice({ status }), /operator/);
  assert.match(advice({ status: 500, instance: '4f1d' }), /log.*4f1d/);
});

test('a workspace that is busy shows with what; a name that is taken speaks for itself', () => {
  assert.match(advice({ status: 409, detail: "the workspace 'a' is training already: /cloudmesh/jobs/12" }), /Wait/);
  assert.equal(advice({ status: 409, detail: "the workspace 'a' has a data set 'x' already" }), undefined);
});

test('a server that does not answer is told as such', () => {
  assert.ok(unreachableServer().isUnreachable);
  assert.ok(!new Problem({ status: 500 }).isUnreachable);
  assert.equal(nextStep(unreachableServer()), undefined);
});

test('files of a telephone that are no pictures here can be made so', () => {
  assert.match(adviceOnFiles(['IMG_1.HEIC', 'notes.txt']), /iPhone/);
  assert.doesNotMatch(adviceOnFiles(['notes.txt']), /iPhone/);
});
