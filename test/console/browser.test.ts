import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { people } from '../../src/region/westmarch.ts';
import { openBrowser } from '../support/browser.ts';
import { type TestConsole, signInWithBrowser, startTestConsole } from '../support/console.ts';
import { asExchange, freshPlan, planSentAt, push, sue } from '../support/exchanges.ts';
import { findFaults } from '../support/find-page-faults.ts';
import { takePicture } from '../support/take-picture.ts';

/** The pages that docs/console.md shows. */
const pictured = ['console-search', 'console-found', 'console-decision'];

let system: TestConsole;
let browser: Browser;

beforeAll(async () => {
  [system, browser] = await Promise.all([startTestConsole(), openBrowser()]);
  const { peers } = system.system.region;
  asExchange(await peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })));
}, 180_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
});

async function open(options: object): Promise<{ page: Page; close: () => Promise<void> }> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  const page = await context.newPage();
  return { page, close: () => context.close() };
}

/** Somebody asks on the telephone who was told about Jackie; each step is shown to whoever looks on. */
async function findJackie(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  await signInWithBrowser(page, system.origin, 'wmc.records');
  await look('console-home');
  await page.goto(`${system.origin}/ledger`);
  await look('console-ledger');
  await page.goBack();
  await page.click('text=Find decisions about sharing');
  await look('console-why');
  await page.fill('#why', 'A parent asks who saw the file in March.');
  await page.click('text=Begin searching');
  await look('console-search');
  await page.fill('#number', '12');
  await page.click('button:text-is("Search")');
  await look('console-wrong');
  await page.selectOption('#system', 'nhs-number');
  await page.fill('#number', people.jackie.nhsNumber);
  await page.click('button:text-is("Search")');
  await look('console-found');
  await page.click('table a');
  await look('console-decision');
}

describe('an officer who is asked who was told about a child', () => {
  it('finds it, on a phone, with every page fit for everybody', async () => {
    const { page, close } = await open({ viewport: { width: 320, height: 640 } });
    await page.goto(`${system.origin}/sign-in`);
    expect(await findFaults(page)).toEqual([]);
    await findJackie(page, async (name) => {
      expect([name, await findFaults(page)]).toEqual([name, []]);
    });
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findFaults(page)).toEqual([]);
    await close();
  }, 120_000);

  it('finds it without scripts, at a desk', async () => {
    const { page, close } = await open({ javaScriptEnabled: false, viewport: { width: 1200, height: 900 } });
    await findJackie(page, async (name) => {
      if (pictured.includes(name)) await takePicture(page, name);
    });
    expect(await page.textContent('h1')).toBe('One decision');
    expect(await page.textContent('main')).toContain('Fernbeck Primary School');
    await page.goBack();
    expect(await page.textContent('h1')).toBe('Decisions that were found');
    await page.click('text=Ask something else');
    await page.click('text=Stop searching');
    await page.goto(`${system.origin}/search`);
    expect(await page.textContent('h1')).toBe('Why do you look?');
    await close();
  }, 120_000);
});
