// Step 4: pictures in, names out, drawn where the faces are.
import { address, curl, send } from './api.js';
import { byId, fill, make, percent, showCurl, showProblem } from './dom.js';
import { pictureDrop } from './drop.js';

/** Answers that stay on the page. */
const mostAnswers = 20;

function predictAddress() {
  return address('/EigenfacesSVM/predict', {
    align: byId('try-align').value,
    unknown: byId('try-unknown').checked ? 'true' : '',
    min_match_probability: byId('try-match').value,
    top: 3,
  });
}

function showPredictCurl() {
  showCurl(byId('try-curl'), curl('POST', predictAddress(), ['-H', 'Accept: application/json', '-F', 'pictures=@photo.jpg']));
}

const called = (face) => (face.name === 'unknown' ? 'unknown' : face.name);

function boxOf(face, picture) {
  const box = make('div', { class: face.name === 'unknown' ? 'box unknown' : 'box' }, make('span', {}, called(face)));
  const part = (length, whole) => `${(100 * length) / whole}%`;
  // So that the name stays within the picture.
  if (face.box.left + face.box.width / 2 > picture.naturalWidth / 2) box.classList.add('to-the-left');
  box.style.left = part(face.box.left, picture.naturalWidth);
  box.style.top = part(face.box.top, picture.naturalHeight);
  box.style.width = part(face.box.width, picture.naturalWidth);
  box.style.height = part(face.box.height, picture.naturalHeight);
  return box;
}

function barsOf(face) {
  return make('dl', { class: 'bars' }, ...face.candidates.flatMap(({ name, probability }) => {
    const bar = make('i');
    bar.style.width = `${100 * probability}%`;
    return [make('dt', {}, name), make('dd', { class: 'track', 'aria-hidden': 'true' }, bar), make('dd', { class: 'number' }, percent(probability))];
  }));
}

function describe(face) {
  if (face.name === 'unknown') {
    return make('p', {}, 'Nobody whom the model knows well enough. It resembles:');
  }
  return face.known ? undefined : make('p', { class: 'state' }, 'Not sure: below what the model takes for known.');
}

async function answerFor({ file }) {
  const image = make('img', { alt: file.name, src: URL.createObjectURL(file) });
  const shown = make('div', { class: 'shown' }, image);
  const said = make('div', { role: 'status' }, 'Looking …');
  const element = make('article', { class: 'card answer', 'aria-label': file.name }, shown, said);
  const answers = byId('answers');
  answers.prepend(element);
  while (answers.children.length > mostAnswers) {
    URL.revokeObjectURL(answers.lastChild.querySelector('img').src);
    answers.lastChild.remove();
  }
  const form = new FormData();
  form.append('pictures', file, file.name);
  try {
    const { predictions } = await (await send('POST', predictAddress(), { form })).json();
    await image.decode().catch(() => {});
    shown.append(...predictions.filter((face) => face.box && face.box.width > 0).map((face) => boxOf(face, image)));
    fill(said, make('ul', { class: 'faces' }, ...predictions.map((face) => make('li', {}, make('h3', {}, called(face)), describe(face), barsOf(face)))));
  } catch (problem) {
    const advice = problem.status === 404 ? 'Train a model first: step 2.'
      : problem.status === 422 ? 'Try a picture in which the face is larger, or looks into the camera.' : undefined;
    showProblem(said, problem, advice);
  }
}

export function startPredict() {
  const form = byId('predict');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', showPredictCurl);
  const message = byId('try-message');
  const take = async (pictures) => {
    fill(message);
    for (const picture of pictures) await answerFor(picture);
  };
  const give = pictureDrop(byId('try-drop'), take, { text: 'Drop pictures here, or paste one. Nothing of them is stored.', message });
  document.addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files].map((file) => ({ file, folder: '' }));
    if (files.length > 0) give(files);
  });
  showPredictCurl();
}
