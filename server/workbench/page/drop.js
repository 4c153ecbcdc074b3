// A place for pictures: to drop them, paste them, choose them, or take them with the camera.
import { fill, make, showProblem } from './dom.js';
import { adviceOnFiles } from './problem.js';

let number = 0;

/** All files of what was dropped, folders included: { file, folder }. */
async function filesOf(transfer) {
  // To be asked for before the first pause: after that the browser has forgotten what was dropped.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ file, folder: '' }));
  const found = [];
  const walk = async (entry, folder) => {
    if (entry.isFile) {
      found.push({ file: await new Promise((resolve, reject) => { entry.file(resolve, reject); }), folder });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
      if (some.length === 0) return;
      for (const inside of some) await walk(inside, entry.name);
    }
  };
  for (const entry of entries) await walk(entry, '');
  return found;
}

const isPicture = ({ file }) => file.type === 'image/jpeg' || file.type === 'image/png';
/** What computers put into folders for themselves, such as .DS_Store. */
const isHidden = ({ file }) => file.name.startsWith('.') || file.name === 'Thumbs.db';

/** Pictures in parts that a request can carry: servers take 32 MiB by default. */
export function inParts(pictures, mostPictures, mostBytes = 16e6) {
  const parts = [];
  let bytes = Infinity;
  for (const picture of pictures) {
    if (bytes + picture.file.size > mostBytes || parts.at(-1).length >= mostPictures) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1).push(picture);
    bytes += picture.file.size;
  }
  return parts;
}

/** Beside the places for them, files that are dropped change nothing; a browser would leave the page to show them. */
export function keepPageOnDrop() {
  for (const name of ['dragover', 'drop']) {
    document.addEventListener(name, (event) => {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault();
    });
  }
}

/**
 * Fills `element`. `take(pictures, others)` gets [{ file, folder }], and the names of files that are no pictures.
 * @param {{ folders?: boolean, text: string, message: HTMLElement }} options
 * @returns what takes files that come from elsewhere
 */
export function pictureDrop(element, take, { folders = false, text, message }) {
  const id = `file-${++number}`;
  const give = (files) => {
    const pictures = files.filter(isPicture);
    const others = files.filter((file) => !isPicture(file) && !isHidden(file)).map(({ file }) => file.name);
    if (pictures.length > 0) take(pictures, others);
    else if (files.length > 0) showProblem(message, { title: 'No picture', message: others.join(', ') || 'There is none in it.' }, adviceOnFiles(others));
  };
  const chooser = (name, attributes) => {
    const input = make('input', { type: 'file', id: `${id}-${name}`, multiple: true, ...attributes });
    input.addEventListener('change', () => {
      give([...input.files].map((file) => ({ file, folder: file.webkitRelativePath?.split('/').at(-2) ?? '' })));
      input.value = '';
    });
    return input;
  };
  const camera = make('div');
  element.className = 'drop';
  fill(element, make('p', {}, text), make('div', { class: 'actions' },
    chooser('pictures', { accept: 'image/jpeg,image/png' }), make('label', { class: 'button', for: `${id}-pictures` }, 'Choose pictures'),
    ...(folders ? [chooser('folder', { webkitdirectory: true }), make('label', { class: 'button', for: `${id}-folder` }, 'Choose a folder')] : []),
    make('button', { type: 'button', onclick: () => openCamera(camera, (file) => take([{ file, folder: '' }], []), message) }, 'Use the camera')), camera);

  element.addEventListener('dragover', () => element.classList.add('over'));
  element.addEventListener('dragleave', () => element.classList.remove('over'));
  element.addEventListener('drop', async (event) => {
    event.preventDefault();
    element.classList.remove('over');
    try {
      give(await filesOf(event.dataTransfer));
    } catch (reason) {
      showProblem(message, { title: 'It can’t be read', message: reason.message }, 'Drop it again, or choose it by the button.');
    }
  });
  return give;
}

async function openCamera(element, take, message) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
  } catch (reason) {
    const why = navigator.mediaDevices ? reason.message : 'browsers allow it on https:// and on this machine alone';
    showProblem(message, { title: 'No camera', message: why }, 'Choose a picture instead: phones offer to take one.');
    return;
  }
  const video = make('video', { autoplay: true, playsinline: true, muted: true, 'aria-label': 'What the camera sees' });
  video.srcObject = stream;
  const close = () => {
    stream.getTracks().forEach((track) => track.stop());
    fill(element);
  };
  const shoot = () => {
    const canvas = make('canvas', { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext('2d').drawImage(video, 0, 0);
    canvas.toBlob((blob) => take(new File([blob], `camera-${Date.now()}.jpg`, { type: 'image/jpeg' })), 'image/jpeg', 0.92);
  };
  const button = make('button', { type: 'button', class: 'primary', disabled: true, onclick: shoot }, 'Take a picture');
  video.addEventListener('loadeddata', () => { button.disabled = false; });
  fill(element, video, make('div', { class: 'actions' }, button, make('button', { type: 'button', onclick: close }, 'Close the camera')));
}
