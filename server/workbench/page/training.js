// Step 2: training, with its progress.
import { address, curl } from './api.js';
import { byId, during, fill, make, percent, showCurl } from './dom.js';
import { begin, follow } from './jobs.js';

let trained = () => {};
/** Is told when there is a new model. */
export function onTrained(listener) { trained = listener; }

const form = byId('train');
const select = byId('train-set');

export function offerDataSets({ downloaded, own }) {
  const before = select.value;
  fill(select,
    make('option', { value: '' }, downloaded ? `Public faces: people with 70 pictures or more` : 'Public faces (not fetched yet)'),
    ...own.map((set) => make('option', { value: set.name }, `${set.name}: ${set.people.length} people, ${set.pictures} pictures`)));
  if ([...select.options].some((option) => option.value === before)) select.value = before;
  showTrainCurl();
}

function trainAddress() {
  const parameters = { data_set: select.value };
  for (const [name, value] of new FormData(form)) parameters[name] = value;
  return address('/EigenfacesSVM/train', parameters);
}

function showTrainCurl() {
  showCurl(byId('train-curl'), curl('POST', trainAddress()));
}

async function report(result) {
  const left = result.left_out?.length ?? 0;
  fill(byId('train-message'), make('p', { class: 'good' },
    `Model ${result.version} knows ${result.n_classes} people; it named ${percent(result.test_accuracy)} of the held-out pictures right.`),
  left > 0 ? make('p', {}, `In ${left} pictures no face was found; they were left out, such as ${result.left_out[0].picture}.`) : undefined);
  await trained(result);
}

/** Shows a training that was begun elsewhere, or before the page was opened. */
export function attachTraining(job) {
  during(byId('train-button'), byId('train-message'), async () => report(await follow(job.id, byId('train-job'))));
}

export function startTraining() {
  form.addEventListener('input', showTrainCurl);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    during(byId('train-button'), byId('train-message'), async () => report(await begin(trainAddress(), 'train')));
  });
}
