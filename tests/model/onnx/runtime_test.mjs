// Trains a model, exports it, has it checked by ONNX's own library, runs it with ONNX Runtime, and compares all that it says of the held-out faces with
// what our own predictor says. Then imports it again: the model file must be the same, byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ort = await import(process.env.ONNX_RUNTIME);
const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-onnx-'));
const inFolder = (name) => path.join(folder, name);

/** Folders of persons: real ones where they are at hand, else drawn ones. */
function dataSets() {
  const drawn = (people) => {
    execFileSync(process.env.DRAW_FACES, [inFolder(`drawn${people}`), String(people), '12']);
    return { name: `${people} drawn people`, folder: inFolder(`drawn${people}`), minFaces: 10 };
  };
  const sets = [drawn(2), drawn(9), drawn(62)];
  const archive = path.join(process.env.SHARED_DATA, 'lfw7.tgz');
  if (existsSync(archive)) {
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    sets.push({ name: '7 people of LFW', folder: inFolder('lfw_funneled'), minFaces: 70 });
  }
  return sets;
}

function largestDifference(tensor, rows) {
  const expected = rows.flat();
  assert.equal(tensor.data.length, expected.length);
  return expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - Number(tensor.data[i]))), 0);
}

try {
  for (const set of dataSets()) {
    execFileSync(process.env.TRAIN, [set.folder, '--min-faces', String(set.minFaces), '--model', inFolder('model')],
      { stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync(process.env.ONNX, ['export', inFolder('model'), inFolder('model.onnx')]);
    execFileSync(process.env.CHECK_ONNX, [inFolder('model.onnx')]);
    execFileSync(process.env.TEST_FACES, [inFolder('model'), inFolder('faces'), inFolder('expected.json')]);
    const expected = JSON.parse(readFileSync(inFolder('expected.json'), 'utf8'));
    const bytes = readFileSync(inFolder('faces'));
    const faces = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const count = faces.length / expected.n_features;
    assert.ok(count >= 5, 'there are faces to compare');

    const session = await ort.InferenceSession.create(readFileSync(inFolder('model.onnx')));
    const said = await session.run({ faces: new ort.Tensor('float32', faces, [count, expected.n_features]) });
    assert.deepEqual([...said.label.data].map(Number), expected.labels);
    assert.deepEqual([...said.name.data], expected.labels.map((label) => expected.names[label]));
    assert.deepEqual([...said.votes.data], expected.votes.flat());
    const decisions = largestDifference(said.decision_values, expected.decision_values);
    const probabilities = largestDifference(said.probabilities, expected.probabilities);
    const own = expected.own_difference;
    console.log(`${set.name}: ${count} faces, ${(readFileSync(inFolder('model.onnx')).length / 1e6).toFixed(1)} MB; largest `
      + `difference of a decision value ${decisions.toExponential(1)}, of a probability ${probabilities.toExponential(1)}; `
      + `of the predictor from itself ${own.decision_values.toExponential(1)}, ${own.probabilities.toExponential(1)}`);
    // No closer than the predictor is to itself, which depends on the model and the processor: where both of its ways
    // happen to add in the same order that is 0, so there is a floor.
    assert.ok(decisions < Math.max(1e-4, 4 * own.decision_values));
    assert.ok(probabilities < Math.max(2e-5, 4 * own.probabilities));
    // One face at a time is the same graph.
    const one = await session.run({ faces: new ort.Tensor('float32', faces.slice(0, expected.n_features), [1, expected.n_features]) });
    assert.equal(Number(one.label.data[0]), expected.labels[0]);
    await session.release();

    execFileSync(process.env.ONNX, ['import', inFolder('model.onnx'), inFolder('again')]);
    assert.ok(readFileSync(inFolder('again')).equals(readFileSync(inFolder('model'))), 'the model comes back as it was');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
