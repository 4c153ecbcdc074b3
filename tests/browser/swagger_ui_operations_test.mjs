// Swagger UI as a manual: every operation of the document is tried with the examples that it comes with, in an order in which
// they make sense. What no document can know is filled in: files, and the ids of jobs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { drawnPeople, faces } from './faces.mjs';
import { startServer } from './running_server.mjs';
import { launch, tryOut } from './swagger_page.mjs';

const { chromium } = await import(process.env.PLAYWRIGHT);
const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-operations-'));
const { archive, picture, minFaces } = faces(folder);
const people = drawnPeople(folder, 2, 3);
const peopleArchive = path.join(folder, 'people.tgz');
execFileSync('tar', ['-czf', peopleArchive, '-C', path.dirname(people[0].folder), '.']);
const model = path.join(folder, 'model.eigenfaces');
/** Under the name that the document's examples use. */
const example = path.join(folder, 'example_image.jpg');
copyFileSync(picture, example);

const file = (name) => (block) => block.locator('input[type=file]').first().setInputFiles(name);
const parameter = (name, value) => (block) => block.locator(`tr[data-param-name="${name}"] input`).first().fill(value);
const contentType = (block, type) => block.locator('.opblock-section-request-body select').first().selectOption(type);
const respondAsync = parameter('Prefer', 'respond-async');

let job = '';
/** What each operation answers with its own examples, and what is filled in where that is no matter of the document. */
const steps = [
  ['livez', '200'],
  ['readyz', '200'],
  ['metrics', '200'],
  ['predict', '404'],
  ['list_jobs', '200'],
  ['eigenfaces_download_data_http', '200'],
  ['download_data', '200'],
  ['download_data_post', '202', respondAsync],
  ['get_job', '200', (block) => parameter('job', job)(block)],
  ['watch_job', '200', (block) => parameter('job', job)(block)],
  ['cancel_job', '204', (block) => parameter('job', job)(block)],
  ['get_sample_faces', '200'],
  ['train_post', '200', parameter('min_faces_per_person', String(minFaces))],
  ['train', '200', parameter('min_faces_per_person', String(minFaces))],
  ['eigenfaces_train_http', '200', parameter('min_faces_per_person', String(minFaces))],
  ['upload', '200', file(example)],
  ['eigenfaces_upload_http', '200', file(picture)],
  ['list_uploads', '200'],
  ['get_upload', '200'],
  ['predict', '200'],
  ['eigenfaces_predict_http', '200'],
  ['predict_post', '200', (block) => contentType(block, 'application/json')],
  ['predict_post', '200', async (block) => {
    await contentType(block, 'multipart/form-data');
    await file(picture)(block);
  }],
  ['list_models', '200'],
  ['get_model', '200'],
  ['get_model_file', '200'],
  ['get_onnx_model', '200'],
  ['import_model', '201', file(model)],
  ['choose_model', '200'],
  ['get_mean_face', '200'],
  ['get_eigenfaces', '200'],
  ['get_variance', '200'],
  ['get_test_predictions', '200'],
  ['get_confusion_matrix', '200'],
  ['get_reliability', '200'],
  ['get_rebuilt_face', '200'],
  ['create_data_set', '201'],
  ['list_data_sets', '200'],
  ['get_data_set', '200'],
  ['enrol', '200', file(example)],
  ['get_person', '200'],
  ['get_picture', '200'],
  ['rename_person', '200'],
  ['import_data_set', '200', file(peopleArchive)],
  ['export_data_set', '200'],
  ['enrol', '200', file(example)],
  ['delete_picture', '204'],
  ['enrol', '200', file(example)],
  ['delete_person', '204'],
  ['delete_data_set', '204'],
  ['delete_upload', '204'],
  ['delete_uploads', '204'],
  ['delete_model', '409'],
  ['get_workspace', '200'],
  ['delete_workspace', '204'],
];

/** What a person reads of an operation before trying it. */
function isExplained(operation, components) {
  assert.match(operation.summary, /^[A-Z].{8,}/, `${operation.operationId} has a summary`);
  assert.ok(operation.responses[400], `${operation.operationId} tells what bad input gets`);
  for (const [status, response] of Object.entries(operation.responses)) {
    const { description } = response.$ref ? components.responses[response.$ref.split('/').at(-1)] : response;
    assert.ok(description.length > 5, `${operation.operationId} ${status} is described`);
  }
}

const server = await startServer(process.env.EIGENFACES_SERVER, [
  '--port', '0', '--data-dir', path.join(folder, 'data'), '--dataset-url', `file://${archive}`, '--log-level', 'error',
]);
const browser = await launch(chromium);
try {
  const document = await (await fetch(`${server.base}/cloudmesh/openapi.json`)).json();
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods)).filter((value) => value.operationId);
  assert.deepEqual(operations.map(({ operationId }) => operationId).filter((id) => !steps.some(([step]) => step === id)), [], 'tried by no step');

  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(`${server.base}/cloudmesh/ui/`);
  await page.getByRole('heading', { name: /EigenfacesSVM/ }).first().waitFor();
  for (const [operationId, expected, fill] of steps) {
    if (operationId === 'import_model') {
      writeFileSync(model, Buffer.from(await (await fetch(`${server.base}/cloudmesh/models/current/file`)).arrayBuffer()));
    }
    const { status, body, headers, block } = await tryOut(page, operationId, fill, { stay: true });
    assert.equal(status, expected, `${operationId}: ${body.slice(0, 300)}`);
    if (status === '202') {
      job = JSON.parse(body).id;
      assert.match(headers, new RegExp(`location: /cloudmesh/jobs/${job}`));
    }
    if (/_face|_eigenfaces|_variance|_predictions|_matrix|_reliability|get_upload|get_picture/.test(operationId)) {
      const image = block.locator('.live-responses-table .response-col_description img');
      assert.ok(await image.evaluate((each) => each.decode().then(() => each.naturalWidth)) > 30, `${operationId} shows its picture`);
    }
    await block.locator('.opblock-summary-control').click();
  }
  assert.deepEqual(problems, [], 'errors in the page');
  operations.forEach((operation) => isExplained(operation, document.components));
  console.log(`ok: ${operations.length} operations`);
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
