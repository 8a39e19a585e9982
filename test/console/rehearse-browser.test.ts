import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { type TestConsole, signInWithBrowser, startTestConsole } from '../support/console.ts';
import { asExchange, freshPlan, planSentAt, push, sue } from '../support/exchanges.ts';
import { findFaults } from '../support/find-page-faults.ts';
import { strictDraft } from '../support/policy-drafts.ts';
import { takePicture } from '../support/take-picture.ts';

/** The pages that docs/console.md shows. */
const pictured = ['console-rehearsal', 'console-proposal'];

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

async function signIn(options: object, staffId: string): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  const page = await context.newPage();
  await signInWithBrowser(page, system.origin, staffId);
  return page;
}

type Look = (page: Page, name: string) => Promise<void>;

/** An officer drafts a policy, tries it and proposes it; somebody else approves. Each step is shown to whoever looks on. */
async function publish(options: object, version: number, look: Look): Promise<void> {
  const page = await signIn(options, 'wmc.records');
  await page.click('text=See which policy decides');
  await page.click('text=Begin a draft');
  await look(page, 'console-new-draft');
  await page.click('button:text-is("Save and check")');
  await look(page, 'console-first-draft');
  for (const [place, { name, text }] of strictDraft(version).entries()) {
    await page.fill(`#name-${place + 1}`, name);
    await page.fill(`#text-${place + 1}`, text);
  }
  await page.click('button:text-is("Save and check")');
  await look(page, 'console-draft');
  expect(await page.textContent('main')).toContain('1 cases were asked');
  await page.click('text=Try it on decisions');
  await page.fill('#why', 'Board of the partnership, 1 June 2026.');
  await look(page, 'console-rehearse');
  await page.click('button:text-is("Begin")');
  await look(page, 'console-progress');
  while (!(await page.textContent('main'))?.includes('It is done.'))
    await page.click('text=See how far it is');
  await look(page, 'console-rehearsal');
  await page.click('table a');
  await look(page, 'console-cases');
  await page.goBack();
  await page.click('text=Back');
  await page.click('text=Back');
  await page.click('text=Propose that it shall decide');
  await page.fill('#why', 'Board of the partnership, 1 June 2026.');
  await look(page, 'console-propose');
  await page.click('button:text-is("Propose")');
  const proposal = page.url();
  await page.goto(`${system.origin}/policies/history`);
  await look(page, 'console-history');
  const guardian = await signIn(options, 'wct.guardian');
  await guardian.goto(proposal);
  await look(guardian, 'console-proposal');
  await guardian.click('button:text-is("Approve it for your side")');
  expect(await guardian.textContent('main')).toContain('It waits for the other side');
  await page.context().close();
  await guardian.context().close();
}

describe('an officer who wants another rule', () => {
  it('drafts, tries and proposes it on a phone, with every page fit for everybody', async () => {
    await publish({ viewport: { width: 320, height: 640 } }, 1, async (page, name) => {
      // One that is under way may be done before anybody looks.
      expect([name, await findFaults(page)]).toEqual([name, []]);
    });
  }, 240_000);

  it('does so without scripts, at a desk', async () => {
    const desk = { javaScriptEnabled: false, viewport: { width: 1200, height: 900 } };
    await publish(desk, 2, async (page, name) => {
      if (pictured.includes(name)) await takePicture(page, name);
    });
  }, 240_000);
});
