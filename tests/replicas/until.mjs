import { setTimeout as pause } from 'node:timers/promises';

/** What the condition resolves to once that is something; an error after `seconds`, with what it threw last. */
export async function until(what, condition, seconds = 30) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const found = await condition();
      if (found) return found;
      last = undefined;
    } catch (error) { last = error; }
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}${last ? ` (${last.message})` : ''}`);
    await pause(20);
  }
}
