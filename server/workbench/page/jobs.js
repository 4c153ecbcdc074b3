// A job that runs: how far it is, how long it takes, and its end.
import { base, get, send, workspace } from './api.js';
import { byId, fill, make } from './dom.js';
import { plainTitle, Problem } from './problem.js';

const stages = {
  '': 'Beginning',
  waiting: 'Waiting for another download',
  downloading: 'Downloading',
  extracting: 'Unpacking',
  publishing: 'Putting it in place',
  load: 'Reading the pictures',
  split: 'Choosing pictures for the test',
  pca: 'Finding the eigenfaces',
  project: 'Projecting the pictures',
  grid_search: 'Finding the best parameters',
  evaluate: 'Testing',
};

function timeLeft(seconds) {
  if (seconds === undefined) return '';
  if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}

/** Shows a job in `element` until it ends; resolves with what became of it. */
export function follow(id, element) {
  const text = make('span', {}, 'Beginning');
  const left = make('span', { class: 'state' });
  const bar = make('progress', { max: 1, value: 0, 'aria-label': 'Progress' });
  const cancel = make('button', { type: 'button', class: 'small' }, 'Cancel');
  fill(element, make('div', { class: 'job-text', 'aria-live': 'polite' }, text, left), bar, make('div', { class: 'actions' }, cancel));
  element.hidden = false;
  cancel.addEventListener('click', async () => {
    cancel.disabled = true;
    text.textContent = 'Cancelling';
    await send('DELETE', `${base}/jobs/${id}`).catch(() => {});
  });

  const show = (job) => {
    if (job.state === 'running') text.textContent = stages[job.stage] ?? job.stage;
    bar.value = job.fraction;
    left.textContent = timeLeft(job.seconds_left);
  };
  return new Promise((resolve, reject) => {
    const events = new EventSource(`${base}/jobs/${id}/events`);
    const end = (job) => {
      events.close();
      element.hidden = true;
      if (job.state === 'succeeded') resolve(job.result);
      else if (job.state === 'cancelled') reject(new Problem({ title: 'Cancelled', detail: 'Nothing was changed.' }));
      else reject(new Problem({ ...job.problem, title: plainTitle(job.problem?.status) ?? 'It failed', operation: job.operation }));
    };
    events.addEventListener('progress', (event) => show(JSON.parse(event.data)));
    events.addEventListener('end', (event) => end(JSON.parse(event.data)));
    // The connection is lost: the server may be gone, or come back without what was running.
    events.addEventListener('error', async () => {
      text.textContent = 'The connection is lost; looking for the server';
      left.textContent = '';
      try {
        const job = await (await send('GET', `${base}/jobs/${id}`)).json();
        if (job.state !== 'running' && job.state !== 'cancelling') end(job);
      } catch (problem) {
        if (problem.isUnreachable) return;  // EventSource tries again, and so do we then
        end({ state: 'failed', problem: { title: 'The job is gone', detail: problem.message } });
      }
    });
  });
}

/** The job that runs in the workspace, if one does. */
export async function running() {
  const { jobs } = await get('/jobs');
  return jobs.find((job) => (job.state === 'running' || job.state === 'cancelling') && job.workspace === workspace);
}

/** Begins a job and shows it where `prefix` says: PREFIX-job. */
export async function begin(url, prefix) {
  const response = await send('POST', url, { headers: { Prefer: 'respond-async' } });
  const body = await response.json();
  if (response.status !== 202) return body;
  return follow(body.id, byId(`${prefix}-job`));
}
