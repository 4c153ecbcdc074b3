// Opens Swagger UI in a real browser, fetches the data, trains, uploads a picture and reads the prediction,
// all by clicking. Fails when the page asks any other host for anything.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { faces } from './faces.mjs';
import { startServer } from './running_server.mjs';
import { launch, tryOut as tryOutOn } from './swagger_page.mjs';

const { chromium } = await import(process.env.PLAYWRIGHT);
const screenshots = process.env.SCREENSHOTS;
mkdirSync(screenshots, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-browser-'));
const tryOut = (page, operationId, fill) => tryOutOn(page, operationId, fill, { screenshots });

/** The page of a server that asks for a password: the browser's own question, and no error after that. */
async function browseWithPassword(browser) {
  const users = path.join(folder, 'users');
  execFileSync(process.env.GASWORKS, ['auth', 'add', users, 'ada'], { input: 'correct horse\n', stdio: ['pipe', 'ignore', 'ignore'] });
  const closed = await startServer(process.env.EIGENFACES_SERVER, [
    '--port', '0', '--data-dir', path.join(folder, 'closed'), '--auth-file', users, '--log-level', 'error',
  ]);
  try {
    // Chromium opens no page for a stranger who does not answer its question.
    assert.equal((await fetch(`${closed.base}/cloudmesh/ui/`)).status, 401);
    const context = await browser.newContext({ httpCredentials: { username: 'ada', password: 'correct horse' } });
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    const opened = await page.goto(`${closed.base}/cloudmesh/ui/`);
    assert.equal(opened.status(), 200);
    const policy = opened.headers()['content-security-policy'];
    for (const part of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(part), `the page's policy has ${part}`);
    }
    await page.getByRole('button', { name: 'Authorize' }).waitFor();
    const predicted = await tryOut(page, 'predict', async (block) => {
      await block.locator('[data-param-name="image_file_paths"] input').first().fill('me.jpg');
    });
    assert.equal(predicted.status, '404', 'the operation is reached, and has no model');
    // What is given to "Authorize" goes with the requests.
    for (const [password, status] of [['wrong', '401'], ['correct horse', '200']]) {
      await page.getByRole('button', { name: 'Authorize', exact: true }).click();
      const dialog = page.locator('.modal-ux .auth-container').filter({ hasText: 'basic' });
      if (status === '200') await dialog.getByRole('button', { name: 'Remove authorization' }).click();
      await dialog.locator('input[type=text]').fill('ada');
      await dialog.locator('input[type=password]').fill(password);
      await dialog.getByRole('button', { name: 'Apply credentials' }).click();
      await page.locator('.modal-ux').getByRole('button', { name: 'Close' }).last().click();
      assert.equal((await tryOut(page, 'list_models')).status, status, `with ${password}`);
    }
    assert.deepEqual(errors.filter((error) => !/40[14]/.test(error)), [], 'no error in the console');
  } finally {
    await closed.stop();
  }
}

const { archive, picture, minFaces } = faces(folder);
const server = await startServer(process.env.EIGENFACES_SERVER, [
  '--port', '0', '--data-dir', path.join(folder, 'data'), '--dataset-url', `file://${archive}`, '--log-level', 'warning',
]);
const browser = await launch(chromium);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const foreign = [];
  const errors = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.base) && !/^(data|blob|about):/.test(url)) foreign.push(url);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));

  await page.goto(`${server.base}/cloudmesh/ui/`);
  await page.getByRole('heading', { name: /EigenfacesSVM/ }).first().waitFor();
  await page.screenshot({ path: path.join(screenshots, 'swagger-ui.png') });
  for (const format of ['json', 'yaml']) {
    const link = await page.getByRole('link', { name: `openapi.${format}`, exact: true }).getAttribute('href');
    assert.equal((await fetch(new URL(link, page.url()))).status, 200, link);
  }

  const downloaded = await tryOut(page, 'download_data_post');
  assert.equal(downloaded.status, '200');
  assert.match(downloaded.body, /^Data downloaded to \//);

  const trained = await tryOut(page, 'train_post', async (block) => {
    await block.locator('[data-param-name="min_faces_per_person"] input').fill(String(minFaces));
  });
  assert.equal(trained.status, '200');
  assert.match(trained.body, /n_features: 1850/);
  assert.match(trained.body, /Best estimator found by grid search/);

  const uploaded = await tryOut(page, 'upload', async (block) => {
    await block.locator('input[type=file]').setInputFiles(picture);
  });
  assert.equal(uploaded.status, '200');
  assert.equal(uploaded.body.trim(), path.basename(picture));

  const predicted = await tryOut(page, 'predict', async (block) => {
    await block.locator('[data-param-name="image_file_paths"] input').first().fill(path.basename(picture));
  });
  assert.equal(predicted.status, '200');
  assert.match(predicted.body, /^\['[A-Z][A-Za-z ]+'\]$/);

  const predictedPost = await tryOut(page, 'predict_post', async (block) => {
    await block.locator('input[type=file]').first().setInputFiles(picture);
  });
  assert.equal(predictedPost.status, '200');
  assert.equal(predictedPost.body, predicted.body, 'the picture in the request gets the same name');

  // The cloud functions' names are served at the root, outside the document's base path.
  for (const operation of ['eigenfaces_download_data_http', 'eigenfaces_predict_http', 'livez', 'readyz', 'metrics']) {
    assert.equal((await tryOut(page, operation)).status, '200', operation);
  }
  const cloudUpload = await tryOut(page, 'eigenfaces_upload_http', async (block) => {
    await block.locator('input[type=file]').setInputFiles(picture);
  });
  assert.equal(cloudUpload.status, '200');
  assert.match(cloudUpload.body, /^File example_image\.jpg uploaded/);

  assert.deepEqual(foreign, [], 'no request to another host');
  assert.deepEqual(errors, [], 'no error in the console');
  assert.equal(await server.stop(), 0, 'SIGTERM ends the server with 0');
  await browseWithPassword(browser);
  console.log(`ok: ${predicted.body}`);
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
