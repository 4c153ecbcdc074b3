// Step 4: pictures in, names out, drawn where the faces are.
import { address, curl, send } from './api.js';
import { byId, fill, make, percent, showCurl, showProblem } from './dom.js';
import { inParts, pictureDrop } from './drop.js';
import { adviceOnFiles } from './problem.js';

/** Answers that stay on the page. */
const mostAnswers = 60;
/** Of one request: the server takes a hundred, and photographs up to a limit of pixels together. */
const mostPictures = 10;

const answers = byId('answers');
const message = byId('try-message');

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

/** The newest first. */
const places = [];

function remove(place) {
  URL.revokeObjectURL(place.image.src);
  place.element.remove();
  const at = places.indexOf(place);
  if (at >= 0) places.splice(at, 1);
}

/** A picture on the page, with room for what is said of it. */
function placeFor({ file }) {
  const image = make('img', { alt: file.name, src: URL.createObjectURL(file) });
  const shown = make('div', { class: 'shown' }, image);
  const said = make('div', { role: 'status' }, 'Looking …');
  const element = make('article', { class: 'card answer', 'aria-label': file.name }, shown);
  const place = { file, image, shown, said, element, answered: false };
  const away = make('button', {
    type: 'button',
    class: 'small',
    'aria-label': `Remove ${file.name}`,
    onclick: () => {
      const next = element.nextElementSibling ?? element.previousElementSibling ?? byId('try-drop');
      remove(place);
      next.querySelector('button').focus();
    },
  }, 'Remove');
  element.append(make('div', {}, said, away));
  return place;
}

/** Above the others, in their order; the oldest go. */
function placesFor(pictures) {
  const added = pictures.map(placeFor);
  answers.prepend(...added.map((place) => place.element));
  places.unshift(...added);
  places.slice(Math.max(mostAnswers, added.length)).forEach(remove);
  return added;
}

async function say(place, faces) {
  // Its size is what boxes are drawn by; one that the browser can't show gets none.
  const canBeShown = await place.image.decode().then(() => true, () => false);
  const boxed = canBeShown ? faces.filter((face) => face.box?.width > 0) : [];
  place.shown.append(...boxed.map((face) => boxOf(face, place.image)));
  place.answered = true;
  fill(place.said, make('ul', { class: 'faces' },
    ...faces.map((face) => make('li', {}, make('h3', {}, called(face)), describe(face), barsOf(face)))));
}

/** One request for all of these. A picture that is refused is found out by asking for each by itself. */
async function ask(asked) {
  const form = new FormData();
  // By number: two pictures may have one name.
  asked.forEach(({ file }, index) => form.append('pictures', file, String(index)));
  try {
    const { predictions } = await (await send('POST', predictAddress(), { form })).json();
    await Promise.all(asked.map((place, index) => say(place, predictions.filter((face) => face.image === String(index)))));
  } catch (problem) {
    if (!problem.isAboutContent) throw problem;
    if (asked.length > 1) {
      for (const place of asked) await ask([place]);
      return;
    }
    problem.message = problem.message.replace(/^0: /, '');
    asked[0].answered = true;
    showProblem(asked[0].said, problem);
  }
}

async function take(pictures, others) {
  fill(message, others.length > 0 ? make('p', {}, `Passed over: ${others.join(', ')}. ${adviceOnFiles(others)}`) : undefined);
  const parts = inParts(placesFor(pictures), mostPictures);
  for (const [number, part] of parts.entries()) {
    try {
      await ask(part);
    } catch (problem) {
      // What is wrong is not these pictures: there is nothing to say of them, nor of the rest.
      parts.slice(number).flat().filter((place) => !place.answered).forEach(remove);
      showProblem(message, problem);
      return;
    }
  }
}

export function startPredict() {
  const form = byId('predict');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', showPredictCurl);
  const give = pictureDrop(byId('try-drop'), take, { text: 'Drop pictures here, or paste one. Nothing of them is stored.', message });
  document.addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files].map((file) => ({ file, folder: '' }));
    if (files.length > 0) give(files);
  });
  showPredictCurl();
}
