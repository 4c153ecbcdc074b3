// Making and filling elements. What comes from people or from the server is always text, never markup.
import { nextStep } from './problem.js';

/** make('p', { class: 'x', onclick: f }, 'text', element...) */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== 'string') element[name] = value;
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== null));
}

/** What went wrong, and what to do about it: { title, message }, or a Problem. */
export function showProblem(element, problem, advice = nextStep(problem)) {
  fill(element, make('div', { class: 'error', role: 'alert' }, make('strong', {}, problem.title ?? 'Something went wrong'),
    problem.message, advice ? make('div', {}, advice) : undefined));
}

/** The curl line of an action, folded away, to be copied. */
export function showCurl(element, line) {
  const copied = make('span', { role: 'status' });
  const copy = make('button', {
    type: 'button',
    class: 'small',
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(line);
        copied.textContent = ' Copied';
      } catch {
        getSelection().selectAllChildren(text);
        copied.textContent = ' Selected: copy it with your keyboard';
      }
    },
  }, 'Copy');
  const text = make('code', {}, line);
  const open = element.querySelector('details')?.open ?? false;
  fill(element, make('details', { class: 'curl', open }, make('summary', {}, 'The same with curl'), make('pre', {}, text), copy, copied));
}

export const percent = (share) => `${(100 * share).toFixed(share > 0.995 || share === 0 ? 0 : 1)} %`;

/** Runs an action with its button out of use; problems are shown. */
export async function during(button, message, action) {
  button.disabled = true;
  fill(message);
  try {
    await action();
  } catch (problem) {
    showProblem(message, problem);
  } finally {
    button.disabled = false;
  }
}
