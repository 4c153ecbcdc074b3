// What went wrong, as the server says it (RFC 9457), and what one can do about it.

/** Status of a problem that no server has told: it does not answer. */
const unreachable = 0;
const notPictures = 'Save it as JPEG or PNG first. An iPhone does so by itself with Settings › Camera › Formats › Most Compatible.';

const titles = {
  400: 'That is not allowed',
  401: 'Not signed in',
  403: 'Not allowed here',
  404: 'Not there',
  409: 'Not now',
  413: 'Too large',
  415: 'Not a picture',
  422: 'It can’t be used',
  429: 'Too often',
  500: 'The server failed',
  502: 'The source of the pictures failed',
  503: 'The server can’t do it at the moment',
  507: 'No room left',
};

/** The title of HTTP in plain words; nothing for a status that this server does not give. */
export const plainTitle = (status) => titles[status];

export class Problem extends Error {
  /**
   * @param {{ title?: string, detail?: string, status?: number, instance?: string, operation?: string, retryAfter?: number }} told
   *   operation: last part of the address that was asked, such as "train"; retryAfter: in seconds
   */
  constructor({ title, detail, status, instance, operation, retryAfter }) {
    super(detail || title || 'The server does not say why.');
    Object.assign(this, { title: title ?? 'Something went wrong', status, instance, operation, retryAfter });
  }

  get isUnreachable() { return this.status === unreachable; }
  /** Whether it is about what was sent, so that something else may be taken. */
  get isAboutContent() { return [413, 415, 422].includes(this.status); }
}

export function unreachableServer() {
  return new Problem({
    title: 'The server does not answer',
    detail: 'It may have been stopped, or the network is gone. This page tries again by itself.',
    status: unreachable,
  });
}

function unusable(operation) {
  if (operation === 'train') return 'Take more pictures of each person, or a lower number of pictures per person under “Parameters”.';
  if (operation === 'predict') return 'Take a picture in which the face is sharp, larger, and looks into the camera.';
  return undefined;
}

function missing(message) {
  if (/no model yet/.test(message)) return 'Train one first: step 2.';
  if (/no data set yet/.test(message)) return 'Fetch the public faces, or add people of your own: step 1.';
  return 'It may have been deleted elsewhere: reload the page.';
}

function busy(message) {
  return /jobs\//.test(message) ? 'Wait until that has ended, or reload the page to see how far it is and to cancel it.' : undefined;
}

/** What to do about it; nothing where the problem says it itself, or where nobody knows. */
export function nextStep({ status, message, operation, retryAfter, instance }) {
  const again = retryAfter ? `Try again in ${retryAfter} s.` : 'Try again in a moment.';
  switch (status) {
    case 401: return 'Reload the page, and give the name and the password that the operator of this server gave you.';
    case 403: return 'Ask the operator of this server to allow it.';
    case 404: return missing(message);
    case 409: return busy(message);
    case 413: return 'Take smaller pictures, or fewer at once.';
    case 415: return notPictures;
    case 422: return unusable(operation);
    case 429: return again;
    case 500: return `The server’s log has the reason${instance ? `, under ${instance}` : ''}.`;
    case 502: return 'Try again later: what has arrived is kept.';
    case 503: return again;
    case 507: return 'Delete models or pictures that you don’t need, or ask the operator of this server for more room.';
    default: return undefined;
  }
}

/** Of files that no picture can be read from. */
export function adviceOnFiles(names) {
  return names.some((name) => /\.hei[cf]$/i.test(name)) ? notPictures : 'JPEG and PNG files are pictures here.';
}
