// The page: puts the four steps together, and looks after the connection.
import { watchConnection, workspace } from './api.js';
import { byId } from './dom.js';
import { keepPageOnDrop } from './drop.js';
import { running } from './jobs.js';
import { onModelsChange, refreshModels, startModel } from './model.js';
import { attachDownload, onPeopleChange, refreshPeople, startPeople } from './people.js';
import { startPredict } from './predict.js';
import { showSteps } from './steps.js';
import { attachTraining, offerDataSets, onTrained, startTraining } from './training.js';

const pause = 2000;
let lost = false;

/** All that the server knows of the workspace. */
async function refresh() {
  await Promise.all([refreshPeople(), refreshModels()]);
}

/** Says that the server is gone for as long as it is, and brings the page up to date when it is back. */
async function waitForServer() {
  if (lost) return;
  lost = true;
  const banner = byId('connection');
  banner.textContent = 'The server does not answer. This page tries again every two seconds.';
  banner.hidden = false;
  for (;;) {
    await new Promise((resolve) => { setTimeout(resolve, pause); });
    const alive = await fetch('/livez', { cache: 'no-store' }).then((response) => response.ok, () => false);
    if (!alive) continue;
    lost = false;
    banner.hidden = true;
    await refresh().catch(() => {});
    return;
  }
}

async function begin() {
  byId('workspace').value = workspace;
  byId('workspace-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const id = byId('workspace').value;
    location.search = id === 'default' ? '' : `?id=${encodeURIComponent(id)}`;
  });
  watchConnection((answered) => { if (!answered) waitForServer(); });
  onPeopleChange(({ downloaded, own }) => {
    offerDataSets({ downloaded, own });
    showSteps({ people: Boolean(downloaded) || own.some((set) => set.people.length > 1) });
  });
  onModelsChange((count) => showSteps({ models: count > 0 }));
  keepPageOnDrop();
  onTrained(async ({ version }) => refreshModels(version));
  startPeople();
  startTraining();
  startModel();
  startPredict();
  await refresh();
  document.body.dataset.ready = 'true';
  const job = await running();
  if (job?.operation === 'train') attachTraining(job);
  if (job?.operation === 'download_data') attachDownload(job);
}

begin().catch((problem) => {
  document.body.dataset.ready = 'true';
  if (problem.isUnreachable) return;
  const banner = byId('connection');
  banner.textContent = `The page can't show the workspace: ${problem.message}`;
  banner.hidden = false;
});
