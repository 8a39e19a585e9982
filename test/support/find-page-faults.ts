import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The choices whose drawn mark lies on their own words, or elsewhere than what is pressed. */
const findHiddenWords = `[...document.querySelectorAll('.govuk-radios__label, .govuk-checkboxes__label')].flatMap((label) => {
  const { left, width } = getComputedStyle(label, '::before');
  const from = label.parentElement.getBoundingClientRect().left + parseFloat(left);
  const to = from + parseFloat(width);
  const input = label.previousElementSibling.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(label);
  const words = [...range.getClientRects()].filter(({ width }) => width > 0);
  const isSeen = words.every((line) => line.right <= from + 1 || line.left >= to - 1);
  const isPressed = words.length === 0 || (from >= input.left - 1 && to <= input.right + 1);
  return isSeen && isPressed ? [] : [label.textContent.trim()];
})`;

/** What is not accessible by WCAG 2.2 AA, whether the page is wider than its window, and which words are covered. */
export async function findFaults(page: Page): Promise<readonly string[]> {
  const results = await page.evaluate<AxeResults>(
    `${axe}; axe.run(document, { runOnly: ${JSON.stringify(standards)}, resultTypes: ['violations'], preload: false, iframes: false })`,
  );
  const isWide = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  return [
    ...results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
    ...(await page.evaluate<string[]>(findHiddenWords)).map((words) => `covered: ${words}`),
    ...(isWide ? ['wider than the window'] : []),
  ];
}
