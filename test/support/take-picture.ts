import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** Writes a picture of a page for the docs, where `ASSENT_PICTURES` says that they are to be taken anew. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env['ASSENT_PICTURES'] === undefined) return;
  const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: true });
}
