// Step 3: what a model learned, and how well it does.
import { address, get, send } from './api.js';
import { byId, during, fill, make, percent } from './dom.js';

const select = byId('version');
let shown = null;

const modelPath = (rest = '') => `/models/${shown.version}${rest}`;

let changed = () => {};
/** Is told how many models there are. */
export function onModelsChange(listener) { changed = listener; }

export async function refreshModels(version) {
  const { models } = await get('/models');
  changed(models.length);
  byId('no-model').hidden = models.length > 0;
  byId('model-parts').hidden = models.length === 0;
  if (models.length === 0) return;
  const wanted = version ?? shown?.version ?? models.find((model) => model.current)?.version;
  fill(select, ...models.map((model) => make('option', { value: String(model.version) },
    `${model.version}${model.current ? ' (in use)' : ''}: ${model.problem ?? `${model.n_classes} people, ${percent(model.test_accuracy)} right, ${when(model.trained_at)}`}`)));
  if (models.some((model) => model.version === wanted)) select.value = String(wanted);
  await show();
}

function when(time) {
  return time ? new Date(time).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' }) : 'at an unknown time';
}

async function show() {
  shown = { version: Number(select.value) };
  try {
    shown = await get(modelPath());
  } catch (problem) {
    fill(byId('model-summary'), problem.message);
    return;
  }
  const { evaluation, parameters } = shown;
  fill(byId('model-summary'), make('strong', {}, `${percent(evaluation.test_accuracy)} of ${evaluation.n_samples - evaluation.n_train} held-out pictures named right. `),
    `${evaluation.n_classes} people, ${evaluation.n_train} pictures to learn from, ${evaluation.n_components} eigenfaces, C = ${evaluation.best_params.C}, `
    + `γ = ${evaluation.best_params.gamma}; trained ${when(shown.trained_at)} on ${parameters.data_set ? `“${parameters.data_set}”` : 'the public faces'} `
    + `in ${Object.values(evaluation.seconds).reduce((sum, seconds) => sum + seconds, 0).toFixed(1)} s.`);
  byId('use-model').disabled = shown.current;
  byId('model-file').href = address(modelPath('/file'));
  byId('model-onnx').href = address(modelPath('/model.onnx'));
  showConfusion(evaluation);
  showReport(evaluation);
  byId('mistakes').hidden = true;
  const eigenface = byId('eigenface');
  eigenface.max = Math.max(1, evaluation.n_components - 11);
  const face = byId('rebuilt-face');
  face.max = Math.max(0, shown.test_faces - 1);
  face.disabled = shown.test_faces === 0;
  byId('rebuilt-count').max = evaluation.n_components;
  showEigenfaces();
  showRebuilt();
  picture('mean-picture', '/mean.png', {}, 'The mean of the faces that the model learned from');
  picture('variance-picture', '/variance.png', {}, 'How much of the faces’ differences the eigenfaces explain');
  picture('reliability-picture', '/reliability.png', {}, 'How often the model is right, by the probability that it gives');
}

/** Which answers a chart gives for this version: the version is in the address, and the server's ETag does the rest. */
function picture(id, path, parameters, description) {
  const image = byId(id);
  const source = address(modelPath(path), parameters);
  image.alt = description;
  if (image.getAttribute('src') !== source) image.src = source;
}

function showEigenfaces() {
  const first = Number(byId('eigenface').value);
  byId('eigenface-number').textContent = first;
  picture('eigenfaces-picture', '/eigenfaces.png', { first }, `Eigenfaces from number ${first} on, as pictures`);
}

function showRebuilt() {
  if (shown.test_faces === 0) return;
  const face = Number(byId('rebuilt-face').value);
  const count = Number(byId('rebuilt-count').value);
  byId('rebuilt-face-number').textContent = face + 1;
  byId('rebuilt-count-number').textContent = count;
  picture('rebuilt-picture', '/rebuilt.png', { face, count }, `Held-out picture ${face + 1}, and the same face from ${count} eigenfaces`);
}

function showConfusion({ classes, confusion_matrix: matrix }) {
  const names = classes.map((person) => person.name);
  const head = make('tr', {}, make('td'), ...names.map((name) => make('th', { scope: 'col' }, make('span', {}, name))));
  const rows = matrix.map((counts, row) => make('tr', {}, make('th', { scope: 'row' }, names[row]), ...counts.map((count, column) => make('td', {},
    count === 0 ? make('span', { class: 'none' }, '') : make('button', {
      type: 'button',
      class: `cell ${row === column ? 'hit' : 'miss'}`,
      'aria-label': `${count} pictures of ${names[row]}, named ${names[column]}`,
      'aria-pressed': 'false',
      onclick: (event) => choosePictures(event.target, names[row], names[column], count),
    }, String(count))))));
  fill(byId('confusion'), make('thead', {}, head), make('tbody', {}, ...rows));
}

/** Shows the pictures behind a number; none any more where that is chosen again. */
function choosePictures(cell, person, name, count) {
  const chosen = cell.getAttribute('aria-pressed') === 'true';
  byId('confusion').querySelector('[aria-pressed=true]')?.setAttribute('aria-pressed', 'false');
  byId('mistakes').hidden = chosen;
  if (chosen) return;
  cell.setAttribute('aria-pressed', 'true');
  showPictures(person, name, count);
}

function showPictures(person, name, count) {
  const figure = byId('mistakes');
  const text = `${count} pictures of ${person}, named ${name}`;
  const image = make('img', { class: 'chart', alt: text, src: address(modelPath('/predictions.png'), { shows: person, named_as: name, count: 24 }) });
  image.addEventListener('error', () => fill(figure, make('figcaption', {}, `${text}: the model file does not keep these pictures.`)));
  fill(figure, make('figcaption', {}, text), image);
}

function showReport({ classes, test_accuracy: accuracy }) {
  const cells = (values) => values.map((value) => make('td', {}, value));
  fill(byId('report'),
    make('thead', {}, make('tr', {}, ...['Person', 'Precision', 'Recall', 'F1', 'Pictures'].map((name) => make('th', { scope: 'col' }, name)))),
    make('tbody', {}, ...classes.map((person) => make('tr', {}, make('th', { scope: 'row' }, person.name),
      ...cells([person.precision.toFixed(2), person.recall.toFixed(2), person.f1_score.toFixed(2), String(person.support)]))),
    make('tr', {}, make('th', { scope: 'row' }, 'All'), ...cells(['', '', accuracy.toFixed(2), String(classes.reduce((sum, person) => sum + person.support, 0))]))));
}

export function startModel() {
  const message = byId('model-message');
  select.addEventListener('change', show);
  byId('eigenface').addEventListener('input', showEigenfaces);
  byId('rebuilt-face').addEventListener('input', showRebuilt);
  byId('rebuilt-count').addEventListener('input', showRebuilt);
  byId('use-model').addEventListener('click', (event) => during(event.target, message, async () => {
    await send('PUT', address('/current_model'), { json: { version: shown.version } });
    fill(message, make('p', { class: 'good' }, `Predictions use model ${shown.version} now.`));
    await refreshModels(shown.version);
  }));
  byId('delete-model').addEventListener('click', (event) => {
    if (!confirm(`Delete model ${shown.version}? This can't be undone.`)) return;
    during(event.target, message, async () => {
      await send('DELETE', address(modelPath()));
      shown = null;
      await refreshModels();
    });
  });
}
