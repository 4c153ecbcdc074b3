// Swagger UI, used as people use it.
import path from 'node:path';

/**
 * Opens one operation of the page, fills it in, executes it, and gives the answer: { status, body, headers, block }.
 * It stays open where `stay` is true.
 */
export async function tryOut(page, operationId, fill, { screenshots, stay = false } = {}) {
  const block = page.locator(`[id$="-${operationId}"].opblock`);
  await block.locator('.opblock-summary-control').click();
  await fill?.(block);
  const answer = page.waitForResponse((response) => response.request().resourceType() === 'fetch', { timeout: 240_000 });
  await block.getByRole('button', { name: 'Execute' }).click();
  await answer;
  const live = block.locator('.live-responses-table');
  await live.waitFor();
  const status = (await live.locator('.response-col_status').last().innerText()).trim().split(/\s/)[0];
  const shown = live.locator('.response-col_description');
  const text = shown.locator('.highlight-code').first().locator('code, pre').last();
  const body = await text.count() > 0 ? await text.innerText() : '';
  const headers = (await shown.locator('.headerline').allInnerTexts()).join('\n');
  if (screenshots) {
    await block.scrollIntoViewIfNeeded();
    await page.screenshot({ path: path.join(screenshots, `${operationId}.png`) });
  }
  if (!stay) await block.locator('.opblock-summary-control').click();
  return { status, body, headers, block };
}

/** Chromium that asks nobody but the server. */
export function launch(chromium) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}
