// A person's way through the page at "/": fetch, train, look at the model, try a picture, enrol people, cancel, and a server
// that goes away. Wide and narrow, light and dark; no request to any other host; nothing that axe-core finds fault with.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { drawnPeople, faces } from './faces.mjs';
import { startServer } from './running_server.mjs';

const { chromium } = await import(process.env.PLAYWRIGHT);
const axe = readFileSync(process.env.AXE, 'utf8');
const screenshots = process.env.SCREENSHOTS;
mkdirSync(screenshots, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'gasworks-workbench-'));
const patience = 120_000;
const firstPaint = 100_000;  // bytes

const { archive, picture, minFaces, real } = faces(folder);
const people = drawnPeople(folder, 3, 9);
const start = (data, ...flags) => startServer(process.env.EIGENFACES_SERVER, [
  '--port', '0', '--data-dir', path.join(folder, data), '--dataset-url', `file://${archive}`, '--log-level', 'error', ...flags,
]);

/** A page that fails the test when it asks another host, or when something in it throws. */
async function open(browser, base, options = {}, where = '/') {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const strangers = [];
  const errors = [];
  page.on('request', (request) => { if (!request.url().startsWith(base) && !/^(blob|data):/.test(request.url())) strangers.push(request.url()); });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(base + where);
  await page.locator('body[data-ready]').waitFor();
  return { page, done: async () => {
    assert.deepEqual(strangers, [], 'requests to other hosts');
    assert.deepEqual(errors, [], 'errors in the page');
    await context.close();
  } };
}

async function isAccessible(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`), [], what);
}

/** Drops files or folders of the disk where an element is, as a file manager does. */
async function drop(page, selector, paths) {
  const place = page.locator(selector);
  await place.scrollIntoViewIfNeeded();
  const { x, y } = await place.boundingBox();
  const client = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await client.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 20, data: { items: [], files: paths, dragOperationsMask: 1 } });
  }
}

/** The picture upright on a larger one; and the same stored lying on its side, with an Exif orientation that sets it up again. */
async function uprightAndTurned(page) {
  const encoded = await page.evaluate(async (data) => {
    const face = new Image();
    face.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))]));
    await face.decode();
    const canvas = (width, height, draw) => {
      const made = Object.assign(document.createElement('canvas'), { width, height });
      draw(made.getContext('2d'));
      return made;
    };
    const upright = canvas(600, 800, (context) => {
      context.fillStyle = '#789';
      context.fillRect(0, 0, 600, 800);
      context.drawImage(face, 60, 240, 500, 500);
    });
    const turned = canvas(800, 600, (context) => {
      context.translate(0, 600);
      context.rotate(-Math.PI / 2);
      context.drawImage(upright, 0, 0);
    });
    return [upright, turned].map((each) => each.toDataURL('image/jpeg', 0.95).split(',')[1]);
  }, readFileSync(picture).toString('base64'));
  const [upright, lying] = encoded.map((base64) => Buffer.from(base64, 'base64'));
  // Orientation 6: what is stored as the left column is the top.
  const exif = Buffer.from('ffe10022' + '457869660000' + '49492a0008000000' + '0100' + '12010300' + '01000000' + '06000000' + '00000000', 'hex');
  return [upright, Buffer.concat([lying.subarray(0, 2), exif, lying.subarray(2)])];
}

/** Nothing has moved while the page was loading, pictures included. */
async function isSteady(page) {
  await page.waitForLoadState('networkidle');
  const moved = await page.evaluate(() => new Promise((resolve) => {
    let sum = 0;
    const add = (entries) => { entries.forEach((entry) => { sum += entry.value; }); };
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => {
      add(observer.takeRecords());
      resolve(sum);
    }));
  }));
  assert.ok(moved < 0.05, `a layout shift of ${moved}`);
}

const shoot = (page, name) => page.screenshot({ path: path.join(screenshots, `workbench-${name}.png`), fullPage: true });
const text = (page, selector) => page.locator(selector).innerText();

/** What an empty server shows, in how many bytes. */
async function firstVisit(browser, server) {
  const { page, done } = await open(browser, server.base);
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  client.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await client.send('Network.clearBrowserCache');
  await isSteady(page);
  await page.reload();
  await page.locator('body[data-ready]').waitFor();
  assert.ok(bytes > 5000 && bytes < firstPaint, `${bytes} bytes for the first paint`);
  console.log(`first paint: ${bytes} bytes`);
  assert.equal(await text(page, '#public-state'), 'Not fetched yet.');
  assert.ok(await page.locator('#no-model').isVisible());
  // To try it comes too early, and the page says what to do.
  await page.setInputFiles('#try-drop input[type=file]', picture);
  assert.match(await text(page, '#try-message .error'), /no model yet[\s\S]*step 2/);
  assert.equal(await page.locator('.answer').count(), 0, 'nothing to say of the picture');
  assert.equal(await text(page, 'nav [aria-current=step]'), 'People');
  await shoot(page, 'empty');
  await isAccessible(page, 'empty');
  await done();
}

/** The four steps, by keyboard where there is a button. */
async function fourSteps(browser, server) {
  const { page, done } = await open(browser, server.base);
  await page.locator('#download').focus();
  await page.keyboard.press('Enter');
  await page.locator('#download-message .good').waitFor({ timeout: patience });
  assert.match(await text(page, '#public-state'), /people/);
  assert.ok(await page.locator('#public-faces').evaluate((image) => image.decode().then(() => image.naturalWidth)) > 100, 'sample faces');

  await page.locator('#train summary').first().click();
  await page.fill('#min-faces', String(minFaces));
  assert.match(await page.locator('#train-curl code').textContent(), new RegExp(`train\\?min_faces_per_person=${minFaces}`));
  await page.locator('#train-button').focus();
  await page.keyboard.press('Enter');
  await page.locator('#train-message .good').waitFor({ timeout: patience });
  assert.match(await text(page, '#train-message'), /Model 1 knows \d+ people/);

  await page.locator('#model-summary strong').waitFor({ timeout: patience });
  assert.match(await text(page, '#model-summary'), /held-out pictures named right/);
  assert.ok(await page.locator('#report tbody tr').count() >= 3);
  const sizes = async (id) => page.locator(id).evaluate((image) => image.decode().then(() => image.naturalWidth));
  for (const id of ['#eigenfaces-picture', '#rebuilt-picture']) assert.ok(await sizes(id) > 100, id);
  const before = await page.locator('#rebuilt-picture').getAttribute('src');
  await page.locator('#rebuilt-count').focus();
  await page.keyboard.press('ArrowLeft');
  assert.notEqual(await page.locator('#rebuilt-picture').getAttribute('src'), before);
  await page.locator('#eigenface').fill('2');
  assert.match(await page.locator('#eigenfaces-picture').getAttribute('alt'), /number 2/);
  assert.ok(await sizes('#mean-picture') > 100);
  const cell = page.locator('#confusion .cell').first();
  await cell.click();
  assert.equal(await cell.getAttribute('aria-pressed'), 'true');
  assert.ok(await sizes('#mistakes img') > 100);
  await cell.click();
  assert.ok(await page.locator('#mistakes').isHidden());
  await cell.click();
  await page.locator('#mistakes img').waitFor();
  assert.equal(await text(page, 'nav [aria-current=step]'), 'Try it');

  await page.setInputFiles('#try-drop input[type=file]', picture);
  await page.locator('.answer .bars').first().waitFor({ timeout: patience });
  assert.ok(await page.locator('.answer .box').count() >= 1, 'a box around the face');
  assert.match(await page.locator('.answer .bars .number').first().textContent(), /%/);
  // Everybody is unknown below 1.
  await page.fill('#try-match', '1');
  await page.setInputFiles('#try-drop input[type=file]', picture);
  await page.locator('.answer').first().getByRole('heading', { name: 'unknown' }).waitFor({ timeout: patience });
  await isAccessible(page, 'after the four steps');
  await shoot(page, 'trained');
  await done();
}

/** Several pictures at once, one of them no picture inside, and one that is a text; then one goes away again. */
async function severalPictures(browser, server) {
  const { page, done } = await open(browser, server.base);
  const files = mkdtempSync(path.join(folder, 'several-'));
  const whole = readFileSync(picture);
  for (const [name, contents] of [['a.jpg', whole], ['b.jpg', whole], ['torn.jpg', whole.subarray(0, whole.length / 2)], ['notes.txt', 'text']]) {
    writeFileSync(path.join(files, name), contents);
  }
  const asked = [];
  page.on('request', (request) => { if (request.method() === 'POST') asked.push(request.url()); });
  await drop(page, '#try-drop', [path.join(files, 'a.jpg'), path.join(files, 'b.jpg')]);
  await page.locator('.answer .bars').nth(1).waitFor({ timeout: patience });
  assert.equal(asked.length, 1, 'one request for both');
  await drop(page, '#try-drop', [files]);
  await page.locator('.answer[aria-label="torn.jpg"] .error').waitFor({ timeout: patience });
  await page.locator('.answer .bars').nth(3).waitFor({ timeout: patience });
  assert.equal(await page.locator('.answer').count(), 5);
  assert.match(await text(page, '#try-message'), /notes\.txt/);
  assert.doesNotMatch(await text(page, '.answer[aria-label="torn.jpg"] .error'), /^\d+:/m);
  await page.getByRole('button', { name: 'Remove torn.jpg' }).click();
  assert.equal(await page.locator('.answer').count(), 4);
  assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^Remove /);
  // Beside the place for it, a dropped picture does not replace the page.
  await drop(page, '#training-heading', [path.join(files, 'a.jpg')]);
  await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(resolve); }));
  assert.equal(page.url(), `${server.base}/`);
  assert.equal(await page.locator('.answer').count(), 4);
  // Out of range: the server's words, and nothing said of the picture.
  await page.fill('#try-match', '2');
  await page.setInputFiles('#try-drop input[type=file]', picture);
  await page.locator('#try-message .error').waitFor();
  assert.match(await text(page, '#try-message .error'), /min_match_probability/);
  // What a proxy says is not taken for the server's words, nor for markup.
  await page.fill('#try-match', '');
  await page.route('**/predict?*', (route) => route.fulfill({ status: 413, contentType: 'text/html', body: '<h1>Request Entity Too Large</h1>' }));
  await page.setInputFiles('#try-drop input[type=file]', picture);
  await page.locator('.answer .error').first().waitFor();
  assert.match(await text(page, '.answer .error >> nth=0'), /413[\s\S]*between this page and the server[\s\S]*smaller/);
  await done();
}

/** Boxes are where the faces are, in a picture that the browser turns, too. */
async function turnedPicture(browser, server) {
  if (!real) return;  // drawn faces are not found in larger pictures
  const { page, done } = await open(browser, server.base);
  const boxes = [];
  for (const [index, buffer] of (await uprightAndTurned(page)).entries()) {
    await page.setInputFiles('#try-drop input[type=file]', { name: `${index}.jpg`, mimeType: 'image/jpeg', buffer });
    const box = page.locator(`.answer[aria-label="${index}.jpg"] .box`);
    await box.first().waitFor({ timeout: patience });
    boxes.push(await box.first().evaluate(({ style }) => ['left', 'top', 'width', 'height'].map((side) => parseFloat(style[side]))));
    const size = await page.locator(`.answer[aria-label="${index}.jpg"] img`).evaluate((image) => [image.naturalWidth, image.naturalHeight]);
    assert.deepEqual(size, [600, 800]);
  }
  boxes[0].forEach((side, index) => assert.ok(Math.abs(side - boxes[1][index]) < 3, `${boxes[0]} and ${boxes[1]}`));
  await shoot(page, 'turned');
  await done();
}

/** The pictures in docs/, of real faces: four people in one picture, what the model learned of them, and the public faces. */
async function picturesForDocs(browser, server) {
  if (!real) return;
  const { page, done } = await open(browser, server.base, { deviceScaleFactor: 1.5 });
  const unpacked = path.join(folder, 'unpacked');
  mkdirSync(unpacked);
  execFileSync('tar', ['-xzf', archive, '-C', unpacked]);
  const faceOf = (person) => readFileSync(path.join(unpacked, 'lfw_funneled', person, `${person}_0010.jpg`)).toString('base64');
  const group = await page.evaluate(async (faces) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1100, height: 460 });
    const context = canvas.getContext('2d');
    context.fillStyle = '#8a8a7c';
    context.fillRect(0, 0, canvas.width, canvas.height);
    for (const [index, base64] of faces.entries()) {
      const face = new Image();
      face.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
      await face.decode();
      context.drawImage(face, 20 + 270 * index, index % 2 ? 150 : 60, 250, 250);
    }
    return canvas.toDataURL('image/jpeg', 0.95).split(',')[1];
  }, ['Tony_Blair', 'Colin_Powell', 'Gerhard_Schroeder', 'Hugo_Chavez'].map(faceOf));
  await page.setInputFiles('#try-drop input[type=file]', { name: 'group.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(group, 'base64') });
  await page.locator('.answer .box').nth(3).waitFor({ timeout: patience });
  const keep = async (selector, name) => {
    const element = page.locator(selector).first();
    await element.scrollIntoViewIfNeeded();
    await page.evaluate(() => Promise.all([...document.images].filter((image) => image.getAttribute('src')).map((image) => {
      image.loading = 'eager';
      return image.decode();
    })));
    await element.screenshot({ path: path.join(screenshots, 'docs', `workbench-${name}.jpg`), type: 'jpeg', quality: 82 });
  };
  await page.locator('header').evaluate((header) => { header.style.position = 'static'; });
  await keep('.answer', 'try');
  await keep('#people .columns', 'people');
  await keep('#model .columns >> nth=0', 'model');
  await done();
}

/** People of one's own, from nothing to a name; then one of them goes. */
async function ownPeople(browser, server) {
  const { page, done } = await open(browser, server.base, {}, '/?id=own');
  await page.fill('#new-set-name', 'friends');
  await page.keyboard.press('Enter');
  await page.locator('#enrol').waitFor();
  await page.setInputFiles('#enrol-drop input[id$=pictures]', path.join(people[0].folder, people[0].files[0]));
  assert.match(await text(page, '#enrol-results'), /Write the name of the person/);
  // A folder that is dropped names the person by itself; so does each of several.
  await drop(page, '#enrol-drop', [people[0].folder, people[1].folder]);
  await page.getByText(`${people[0].files.length + people[1].files.length} of ${people[0].files.length + people[1].files.length} pictures`)
    .waitFor({ timeout: patience });
  for (const person of people) {
    await page.locator('#own-people').getByText(person.name.replaceAll('_', ' '), { exact: true })
      .waitFor({ state: person === people[2] ? 'detached' : 'visible' });
  }
  for (const person of people) {
    await page.fill('#person', person.name.replaceAll('_', ' '));
    const files = person.files.map((file) => path.join(person.folder, file));
    await page.setInputFiles('#enrol-drop input[id$=pictures]', person === people[0] ? [...files, process.argv[1]] : files);
    await page.getByText(`${files.length} of ${files.length} pictures were added.`).waitFor({ timeout: patience });
    await page.locator('#own-people').getByText(person.name.replaceAll('_', ' '), { exact: true }).waitFor();
  }
  await page.locator('#own-people button[aria-expanded]').first().click();
  await page.locator('.thumbs img').first().waitFor();
  await page.selectOption('#train-set', 'friends');
  await page.click('#train-button');
  await page.locator('#train-message .good').waitFor({ timeout: patience });
  await page.setInputFiles('#try-drop input[type=file]', path.join(people[1].folder, people[1].files[3]));
  await page.locator('.answer .bars dt').first().waitFor({ timeout: patience });
  assert.equal(await page.locator('.answer .bars dt').first().textContent(), people[1].name.replaceAll('_', ' '));
  page.on('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: `Delete ${people[2].name.replaceAll('_', ' ')}`, exact: true }).click();
  await page.locator('#own-people > li').nth(2).waitFor({ state: 'detached' });
  assert.equal(await page.locator('#own-people > li').count(), 2);
  await isAccessible(page, 'own people');
  await done();
}

/** Narrow, dark, and with the camera that Chromium pretends to have. */
async function phone(browser, server) {
  for (const colorScheme of ['light', 'dark']) {
    const { page, done } = await open(browser, server.base, { viewport: { width: 390, height: 844 }, colorScheme, permissions: ['camera'] });
    await isSteady(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `the page is ${wide} pixels wide`);
    await page.locator('#try-drop').getByRole('button', { name: 'Use the camera' }).click();
    await page.getByRole('button', { name: 'Take a picture' }).click();
    await page.locator('.answer .error, .answer .bars').first().waitFor({ timeout: patience });
    await page.getByRole('button', { name: 'Close the camera' }).click();
    await page.locator('video').waitFor({ state: 'detached' });
    await isAccessible(page, `390 pixels, ${colorScheme}`);
    await shoot(page, `phone-${colorScheme}`);
    await done();
  }
  for (const colorScheme of ['light', 'dark']) {
    const { page, done } = await open(browser, server.base, { colorScheme });
    await isSteady(page);
    await isAccessible(page, `1280 pixels, ${colorScheme}`);
    await shoot(page, colorScheme);
    await done();
  }
}

/** A pasted picture, and a name that is markup. */
async function hostileNames(browser, server) {
  const { page, done } = await open(browser, server.base, {}, '/?id=own');
  await page.fill('#person', '<img src=x onerror=alert(1)>');
  await page.setInputFiles('#enrol-drop input[id$=pictures]', path.join(people[0].folder, people[0].files[0]));
  await page.getByText('1 of 1 pictures were added.').waitFor({ timeout: patience });
  await page.locator('#own-people').getByText('<img src=x onerror=alert(1)>').waitFor();
  assert.equal(await page.locator('#own-people img').count(), 0);
  const base64 = readFileSync(picture).toString('base64');
  await page.evaluate((data) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'pasted.jpg', { type: 'image/jpeg' }));
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer }));
  }, base64);
  await page.locator('.answer .bars').first().waitFor({ timeout: patience });
  await done();
}

/** The server is killed while it trains: the page says so, and finds out what became of it. */
async function killed(browser, _, running) {
  running.push(await start('killed'));
  const { base } = running[0];
  const { page } = await open(browser, base);
  await page.click('#download');
  await page.locator('#download-message .good').waitFor({ timeout: patience });
  await page.locator('#train summary').first().click();
  await page.fill('#min-faces', String(minFaces));
  // Enough to do that it is not over before it is killed.
  await page.fill('#cv', '20');
  const begun = page.waitForResponse((response) => response.status() === 202);
  await page.click('#train-button');
  await begun;
  running[0].kill();
  await page.locator('#connection').waitFor();
  assert.match(await text(page, '#connection'), /does not answer/);
  assert.match(await text(page, '#train-job'), /looking for the server/);
  await shoot(page, 'killed');
  running.push(await startServer(process.env.EIGENFACES_SERVER,
    ['--port', new URL(base).port, '--data-dir', path.join(folder, 'killed'), '--log-level', 'error']));
  await page.locator('#train-message .error').waitFor({ timeout: patience });
  assert.match(await text(page, '#train-message'), /interrupted/);
  await page.locator('#connection').waitFor({ state: 'hidden' });
  // Cancelling is what one does on purpose.
  await page.click('#train-button');
  await page.locator('#train-job button').click();
  await page.getByText('Nothing was changed.').waitFor({ timeout: patience });
  await page.context().close();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
});
const server = await start('data');
const others = [];
try {
  for (const step of [firstVisit, fourSteps, severalPictures, turnedPicture, picturesForDocs, ownPeople, hostileNames, phone, killed]) {
    await step(browser, server, others);
    console.log(`${step.name}: well`);
  }
} finally {
  await browser.close();
  await Promise.all([server, ...others].map((each) => each.stop()));
  rmSync(folder, { recursive: true, force: true });
}
