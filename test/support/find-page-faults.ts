import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What is not accessible by WCAG 2.2 AA, and whether the page is wider than its window. */
export async function findFaults(page: Page): Promise<readonly string[]> {
  const results = await page.evaluate<AxeResults>(
    `${axe}; axe.run(document, { runOnly: ${JSON.stringify(standards)}, resultTypes: ['violations'], preload: false, iframes: false })`,
  );
  const isWide = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  return [
    ...results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
    ...(isWide ? ['wider than the window'] : []),
  ];
}
