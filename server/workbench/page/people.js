// Step 1: whom to learn. The public faces, and people of one's own.
import { address, curl, get, send, workspace } from './api.js';
import { byId, during, fill, make, showCurl, showProblem } from './dom.js';
import { inParts, pictureDrop } from './drop.js';
import { begin, follow } from './jobs.js';

/** Of one request. */
const mostPictures = 50;

let changed = () => {};
/** Is told when data sets come, go or change: { downloaded, own }. */
export function onPeopleChange(listener) { changed = listener; }

const ownSet = byId('own-set');
const message = byId('people-message');
const dataSetPath = () => `/datasets/${encodeURIComponent(ownSet.value)}`;
const personPath = (person) => `${dataSetPath()}/people/${encodeURIComponent(person)}`;

export async function refreshPeople() {
  const [stored, own] = await Promise.all([get('/workspace'), get('/datasets')]);
  const state = byId('public-state');
  if (stored.downloaded) {
    state.textContent = `In place: ${stored.downloaded.people.toLocaleString()} people, ${stored.downloaded.files.toLocaleString()} pictures.`;
  } else {
    state.textContent = 'Not fetched yet.';
  }
  showPublicFaces(stored.downloaded);
  const before = ownSet.value;
  fill(ownSet, own.data_sets.length === 0 ? make('option', { value: '' }, 'none yet') : undefined, ...own.data_sets.map((set) => make('option', { value: set.name },
    `${set.name}: ${set.people.length} people, ${set.pictures} pictures`)));
  if (own.data_sets.some((set) => set.name === before)) ownSet.value = before;
  ownSet.disabled = own.data_sets.length === 0;
  byId('enrol').hidden = own.data_sets.length === 0;
  showPeople(own.data_sets.find((set) => set.name === ownSet.value));
  changed({ downloaded: stored.downloaded, own: own.data_sets });
}

function showPublicFaces(downloaded) {
  const image = byId('public-faces');
  image.hidden = !downloaded;
  if (!downloaded) return;
  image.alt = 'Faces of the people with the most pictures';
  const source = address('/workspace/sample_faces.png', { count: 8 });
  if (image.getAttribute('src') !== source) image.src = source;
}

function showPeople(set) {
  fill(byId('own-people'), ...(set?.people ?? []).map((person) => {
    const thumbs = make('div', { class: 'thumbs', hidden: true });
    const look = make('button', { type: 'button', class: 'small', 'aria-expanded': 'false', onclick: () => togglePictures(person.name, thumbs, look) },
      'Pictures');
    const remove = make('button', { type: 'button', class: 'small', onclick: () => removePerson(person, remove) }, 'Delete');
    remove.setAttribute('aria-label', `Delete ${person.name}`);
    look.setAttribute('aria-label', `Pictures of ${person.name}`);
    return make('li', {}, make('div', { class: 'who' }, make('span', {}, person.name),
      make('span', { class: 'state' }, `${person.pictures} pictures`), look, remove), thumbs);
  }));
}

async function togglePictures(person, thumbs, button) {
  thumbs.hidden = !thumbs.hidden;
  button.setAttribute('aria-expanded', String(!thumbs.hidden));
  if (thumbs.hidden) return;
  const { pictures } = await get(personPath(person));
  fill(thumbs, ...pictures.map((name) => {
    const path = `${personPath(person)}/pictures/${encodeURIComponent(name)}`;
    const remove = make('button', {
      type: 'button',
      class: 'small',
      'aria-label': `Delete ${name} of ${person}`,
      onclick: () => during(remove, message, async () => {
        await send('DELETE', address(path));
        await refreshPeople();
      }),
    }, 'Delete');
    return make('figure', {}, make('img', { src: address(path), alt: `${person}: ${name}`, width: '96', height: '96', loading: 'lazy' }), remove);
  }));
}

function removePerson(person, button) {
  if (!confirm(`Delete ${person.name} and ${person.pictures} pictures? This can't be undone.`)) return;
  during(button, message, async () => {
    await send('DELETE', address(personPath(person.name)));
    await refreshPeople();
  });
}

async function enrol(pictures, others) {
  const results = byId('enrol-results');
  const given = byId('person').value.trim();
  const people = Map.groupBy?.(pictures, ({ folder }) => given || folder.replaceAll('_', ' '))
    ?? pictures.reduce((map, picture) => {
      const name = given || picture.folder.replaceAll('_', ' ');
      return map.set(name, [...(map.get(name) ?? []), picture]);
    }, new Map());
  if (people.has('')) {
    byId('person').focus();
    showProblem(results, { title: 'Who is it?', message: 'Write the name of the person first, or choose a folder that is named so.' });
    return;
  }
  let stored = 0;
  let done = 0;
  const problems = others.map((name) => `${name}: not a JPEG or PNG picture`);
  for (const [person, all] of people) {
    for (const some of inParts(all, mostPictures)) {
      fill(results, `Adding pictures of ${person}: ${done} of ${pictures.length} done …`);
      const form = new FormData();
      some.forEach(({ file }) => form.append('pictures', file, file.name));
      try {
        const answer = await (await send('POST', address(`${personPath(person)}/pictures`), { form })).json();
        stored += answer.stored;
        problems.push(...answer.files.filter((file) => file.problem).map((file) => `${person}, ${file.file}: ${file.problem}`));
      } catch (problem) {
        showProblem(results, problem, stored > 0 ? `${stored} pictures were added before that.` : undefined);
        await refreshPeople();
        return;
      }
      done += some.length;
    }
  }
  fill(results, make('p', { class: 'good' }, `${stored} of ${pictures.length} pictures were added.`),
    problems.length > 0 ? make('ul', {}, ...problems.map((text) => make('li', {}, text))) : undefined,
    make('p', {}, 'Train again to have them recognised.'));
  await refreshPeople();
}

function showEnrolCurl() {
  const person = byId('person').value.trim() || 'Ada Lovelace';
  showCurl(byId('enrol-curl'), curl('POST', address(`${personPath(person)}/pictures`), ['-F', 'pictures=@1.jpg', '-F', 'pictures=@2.jpg']));
}

async function download() {
  const url = address('/EigenfacesSVM/download_data');
  const result = await begin(url, 'download');
  fill(byId('download-message'), make('p', { class: 'good' }, result.downloaded === false ? 'They were in place already.' : 'They are in place.'));
  await refreshPeople();
}

/** Shows a download that was begun elsewhere, or before the page was opened. */
export function attachDownload(job) {
  during(byId('download'), byId('download-message'), async () => {
    await follow(job.id, byId('download-job'));
    await refreshPeople();
  });
}

export function startPeople() {
  showCurl(byId('download-curl'), curl('POST', address('/EigenfacesSVM/download_data')));
  byId('download').addEventListener('click', (event) => during(event.target, byId('download-message'), download));
  byId('new-set').addEventListener('submit', (event) => {
    event.preventDefault();
    const name = byId('new-set-name').value;
    during(event.submitter, message, async () => {
      await send('POST', address('/datasets'), { json: { name } });
      await refreshPeople();
      ownSet.value = name;
      byId('new-set-name').value = '';
      await refreshPeople();
      byId('person').focus();
    });
  });
  ownSet.addEventListener('change', refreshPeople);
  byId('enrol').addEventListener('submit', (event) => event.preventDefault());
  byId('person').addEventListener('input', showEnrolCurl);
  pictureDrop(byId('enrol-drop'), enrol, {
    folders: true,
    text: 'Drop pictures here, or a folder for each person. One face in each picture; some twenty or more of everybody.',
    message: byId('enrol-results'),
  });
  showEnrolCurl();
  return workspace;
}
