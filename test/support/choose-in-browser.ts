import type { Page } from 'playwright-core';

/**
 * Makes a choice about a reader's child in a browser, with the mouse, and takes it back again. Works in every language and without
 * scripts. Before it leaves a page, `look` sees it.
 */
export async function chooseInBrowser(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  const next = (): Promise<void> => page.locator('form[method=post] button').click();
  await page.locator('a[href$="/choices"]').nth(1).click();
  await look('choices');
  await page.locator('a[href$="/choose/who"]').click();
  await look('who');
  await next();
  await look('who, with nothing chosen');
  await page.getByLabel('Fernbeck Primary School').check();
  await next();
  await look('why');
  await page.locator('input[value=P02]').check();
  await next();
  await page.locator('input[name=group-2][value=no]').check();
  await page.locator('details summary').nth(1).click();
  await page.locator('input[name=kind-BEH][value=yes]').check();
  await look('what');
  await next();
  await page.locator('input[value=day]').check();
  await next();
  await look('until, with no day');
  await page.locator('input[value=quarter]').check();
  await next();
  await look('check');
  await page.locator('a[href$="/preview"]').click();
  await page.selectOption('#role', 'SENCO');
  await page.locator('form[method=get] button').click();
  await look('preview');
  await page.goBack();
  await page.goBack();
  await next();
  await look('receipt');
  await page.locator('a[href$="/take-back"]').click();
  await page.locator('input[name=tell][value=no]').check();
  await look('take back');
  await next();
  await look('taken back');
}
