// The steps at the top of the page: which are done, and which comes next.

const done = { people: false, models: false };

/** What there is now: { people }, { models }, or both. */
export function showSteps(there) {
  Object.assign(done, there);
  const steps = [['people', done.people], ['training', done.models], ['model', done.models], ['try', false]];
  const next = steps.find(([, isDone]) => !isDone)[0];
  for (const [step, isDone] of steps) {
    const link = document.querySelector(`nav a[href="#${step}"]`);
    link.classList.toggle('done', isDone);
    if (step === next) link.setAttribute('aria-current', 'step');
    else link.removeAttribute('aria-current');
  }
}
