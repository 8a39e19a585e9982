import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { people } from '../../src/region/westmarch.ts';
import { openBrowser } from '../support/browser.ts';
import { type TestConsole, signInWithBrowser, startTestConsole } from '../support/console.ts';
import { lookAtCallum, makeItWait, sendToWait } from '../support/desk.ts';
import { planSentAt } from '../support/exchanges.ts';
import { findFaults } from '../support/find-page-faults.ts';
import { runningClock } from '../support/running-clock.ts';
import { takePicture } from '../support/take-picture.ts';

/** The pages that docs/console.md shows. */
const pictured = ['desk-answer', 'desk-hold', 'console-review'];

const clock = runningClock('2028-01-04T22:00:00Z');
let system: TestConsole;
let browser: Browser;

beforeAll(async () => {
  [system, browser] = await Promise.all([startTestConsole(clock), openBrowser()]);
  for (const night of ['2028-01-04T22:10:00Z', '2028-01-05T22:10:00Z', '2028-01-06T22:10:00Z']) {
    clock.moveTo(night);
    await lookAtCallum(await system.signIn('ehc.coordinator'), system, 'EHC_COORD');
  }
  clock.moveTo(planSentAt);
  await makeItWait(system);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
});

/** Shows a page to whoever looks on. */
type Look = (name: string) => Promise<void>;

async function open(options: object): Promise<{ page: Page; close: () => Promise<void> }> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  return { page: await context.newPage(), close: () => context.close() };
}

/** Moves to a field by the keyboard alone, and says how many keys that took. */
async function tabTo(page: Page, id: string): Promise<number> {
  for (let keys = 1; keys <= 60; keys += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate<string>('document.activeElement.id')) === id) return keys;
  }
  throw new Error(`no key leads to ${id}`);
}

/** Asks whether Jackie's school may know of her attendance, and shows each step. */
async function askToShare(page: Page, look: Look): Promise<void> {
  await signInWithBrowser(page, system.origin, 'sue.williams');
  await look('desk-home');
  await page.click('text=Ask “Can I share?”');
  await look('desk-share');
  await page.click('button:text-is("Can I share?")');
  await look('desk-share-wrong');
  await page.fill('#number', people.jackie.nhsNumber);
  await page.fill('#family', people.jackie.familyName);
  for (const [part, value] of [
    ['day', '14'],
    ['month', '5'],
    ['year', '2017'],
  ] as const)
    await page.fill(`#born-${part}`, value);
  await page.selectOption('#purpose', 'P07');
  await page.selectOption('#type', 'M09');
  await page.check('#group-1');
  await page.check('#group-6');
  await page.selectOption('#to', { label: 'Fernbeck Primary School' });
  await page.selectOption('#whom', { label: 'Special educational needs coordinator' });
  await page.click('button:text-is("Can I share?")');
  await look('desk-answer');
  expect(await page.textContent('#answer')).toBe('Yes, but not all of it.');
  expect(page.url()).toBe(`${system.origin}/share`);
}

/** Judges what waits for the lead of Jackie's family, and shows each step. */
async function judgeWhatWaits(page: Page, look: Look): Promise<void> {
  const { holdId } = await sendToWait(system);
  await signInWithBrowser(page, system.origin, 'sue.williams');
  await page.click('text=See what waits for your judgement');
  await look('desk-holds');
  await page.click(`a[href="/holds/${holdId}"]`);
  await look('desk-hold');
  await page.click('button:text-is("Judge")');
  await look('desk-hold-wrong');
  await page.click('button:text-is("Ask the family")');
  await look('desk-family');
  await page.goto(`${system.origin}/holds/${holdId}`);
  await page.check('#outcome');
  for (const part of ['row-attendance', 'row-support', 'row-tuition', 'jackies-words'])
    await page.check(`input[value="${part}"]`);
  await page.fill('#reasons', 'Needed for the support that starts on Monday.');
  await page.click('button:text-is("Judge")');
  await look('desk-hold-judged');
  expect(await page.textContent('main')).toContain('It was let go.');
}

/** Opens a record in an emergency as far as there is one, and looks at what feedback is due. */
async function actAtNight(page: Page, look: Look): Promise<void> {
  await signInWithBrowser(page, system.origin, 'wgh.paediatrician');
  await page.click('text=See what feedback on referrals is due');
  await look('desk-feedback');
  await page.goto(`${system.origin}/emergency`);
  await look('desk-emergency');
  await page.click('button:text-is("Open the record")');
  await look('desk-emergency-wrong');
  await page.fill('#number', people.nia.nhsNumber);
  await page.fill('#family', people.nia.familyName);
  const [year = '', month = '', day = ''] = people.nia.birthDate.split('-');
  for (const [part, value] of [
    ['day', day],
    ['month', month],
    ['year', year],
  ] as const)
    await page.fill(`#born-${part}`, value);
  await page.fill('#reason', 'Unconscious on arrival, nobody with her.');
  await page.selectOption('#from', { label: 'Westmarch Council' });
  await page.selectOption('#as', 'UEC_CLIN');
  await page.click('button:text-is("Open the record")');
  await look('desk-opened');
  expect(await page.textContent('h1')).toBe('The record is open');
}

/** Reviews that somebody asked about a child with whom they do not work, and shows each step. */
async function review(page: Page, look: Look): Promise<void> {
  await signInWithBrowser(page, system.origin, 'wmc.records');
  await page.click('text=Review what officers must look at');
  await look('console-reviews');
  await page.click('table a');
  await look('console-review');
  await page.click('button:text-is("Close the review")');
  await look('console-review-wrong');
  expect(await page.textContent('main')).toContain('ehc.coordinator of Westmarch Council');
}

describe.each([
  ['reviews', review],
  ['opens a record in an emergency', actAtNight],
  ['asks “Can I share?”', askToShare],
  ['judges what waits', judgeWhatWaits],
])('somebody who %s', (_what, journey) => {
  it('does so on a phone, with every page fit for everybody', async () => {
    const { page, close } = await open({ viewport: { width: 320, height: 640 } });
    await journey(page, async (name) => {
      expect([name, await findFaults(page)]).toEqual([name, []]);
    });
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findFaults(page)).toEqual([]);
    await close();
  }, 120_000);

  it('does so without scripts, at a desk', async () => {
    const { page, close } = await open({ javaScriptEnabled: false, viewport: { width: 1200, height: 900 } });
    await journey(page, async (name) => {
      if (pictured.includes(name)) await takePicture(page, name);
    });
    await close();
  }, 120_000);
});

describe('somebody who types', () => {
  it('asks by the keyboard alone, with few enough keys for half a minute', async () => {
    const { page, close } = await open({ viewport: { width: 1200, height: 900 } });
    await signInWithBrowser(page, system.origin, 'sue.williams');
    await page.goto(`${system.origin}/share`);
    let keys = 0;
    const put = async (id: string, text: string): Promise<void> => {
      keys += (await tabTo(page, id)) + text.length;
      await page.keyboard.type(text);
    };
    await put('number', people.jackie.nhsNumber);
    await put('family', people.jackie.familyName);
    await put('born-day', '14');
    await put('born-month', '5');
    await put('born-year', '2017');
    await put('purpose', 'Child in');
    await put('type', 'Social');
    await put('group-1', ' ');
    await put('to', 'Fernbeck P');
    await put('whom', 'Spec');
    await page.keyboard.press('Enter');
    // A list that is open takes the key for itself.
    keys += 1 + (await tabTo(page, 'ask'));
    await Promise.all([page.waitForSelector('#answer'), page.keyboard.press('Enter')]);
    // Her mother has said no to what school knows of it.
    expect(await page.textContent('#answer')).toBe('Yes, but not all of it.');
    // Three keys a second is slow typing.
    expect(keys).toBeLessThanOrEqual(90);
    await close();
  }, 120_000);
});
