import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { languages } from '../../src/pages/catalogues.ts';
import { openBrowser } from '../support/browser.ts';
import { chooseInBrowser } from '../support/choose-in-browser.ts';
import {
  asExchange,
  eventually,
  findNotices,
  freshPlan,
  planSentAt,
  push,
  sue,
} from '../support/exchanges.ts';
import { people } from '../../src/region/westmarch.ts';
import { askAbout } from '../support/ask-family.ts';
import { findFaults } from '../support/find-page-faults.ts';
import { type TestPortal, startTestPortal } from '../support/portal.ts';
import { takePicture } from '../support/take-picture.ts';

const phone = { width: 320, height: 640 };
const desk = { width: 1200, height: 900 };

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
  [portal, browser] = await Promise.all([startTestPortal(), openBrowser()]);
  // Something that Wendy is told of, and something that she is asked.
  const { rooms, database, region } = portal.system;
  const answer = asExchange(await region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })));
  await eventually(async () => {
    const told = await findNotices(rooms, database, answer.exchangeId);
    return told.length > 0 ? told : undefined;
  }, 'the mother was told');
  await askAbout(region.peers.WMC, people.jackie);
});
afterAll(async () => {
  await browser.close();
  await portal.stop();
});

/** A browser of somebody's own. Whatever its console says against us fails the test. */
async function open(
  options: { readonly viewport?: typeof phone; readonly javaScriptEnabled?: boolean } = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: desk, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 4'))
      complaints.push(message.text());
  });
  page.on('pageerror', (fault) => complaints.push(fault.message));
  return { context, page, complaints };
}

async function signIn(page: Page, person: string): Promise<void> {
  await page.goto(`${portal.origin}/sign-in`);
  await page.click('a.govuk-button--start');
  await page.click(`button[value=${person}]`);
  await page.waitForSelector('.assent-places').catch(async () => {
    throw new Error(`not signed in: ${page.url()} ${await page.innerText('body')}`);
  });
}

/** The addresses to which links of a page lead. */
function findLinks(page: Page, selector: string): Promise<string[]> {
  return page
    .locator(selector)
    .evaluateAll((links: readonly { getAttribute(name: string): string | null }[]) =>
      links.map((link) => link.getAttribute('href') ?? ''),
    );
}

describe('every page', () => {
  it.each(languages)('can be used by everybody in %s, on a phone and in the dark', async (language) => {
    const { context, page, complaints } = await open({ viewport: phone });
    await page.goto(`${portal.origin}/sign-in?lang=${language}`);
    expect(await findFaults(page)).toEqual([]);
    await signIn(page, 'wendy');
    for (const path of ['/', '/sessions', '/sign-out', '/nowhere']) {
      await page.goto(`${portal.origin}${path}`);
      expect([path, await findFaults(page)]).toEqual([path, []]);
    }
    await page.goto(`${portal.origin}/`);
    const shared = await findLinks(page, 'a[href$="/shared"]');
    const [, say = ''] = await findLinks(page, 'a[href$="/say"]');
    const child = say.replace(/\/say$/, '');
    const others = ['/notices', '/requests', '/link', '/link/asked', '/profile', ...shared];
    for (const path of [...others, say, `${say}/wrong`, `${say}/delete`, `${child}/preview`]) {
      await page.goto(`${portal.origin}${path}`);
      expect([path, await findFaults(page)]).toEqual([path, []]);
    }
    await page.goto(`${portal.origin}${say}/words`);
    await page.locator('form[method=post] button').click();
    expect(['nothing said', await findFaults(page)]).toEqual(['nothing said', []]);
    await page.fill('#words', 'میں خوش ہوں۔ I like mornings.');
    await page.selectOption('#to', { index: 2 });
    await page.locator('form[method=post] button').click();
    expect(['said', await findFaults(page)]).toEqual(['said', []]);
    await page.goto(`${portal.origin}/requests`);
    const [asked = ''] = await findLinks(page, 'a[href^="/requests/"]');
    await page.goto(`${portal.origin}${asked}`);
    await page.locator('input[value=talk]').check();
    await page.locator('form[method=post] button').click();
    expect([asked, await findFaults(page)]).toEqual([asked, []]);
    const [list = ''] = shared.slice(-1);
    await page.goto(`${portal.origin}${list}`);
    await page.locator('details summary').last().click();
    expect(['a table', await findFaults(page)]).toEqual(['a table', []]);
    const [one = ''] = await findLinks(page, 'a[href*="/shared/"]');
    await page.goto(`${portal.origin}${one}`);
    expect([one, await findFaults(page)]).toEqual([one, []]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${portal.origin}/`);
    expect(await findFaults(page)).toEqual([]);
    await chooseInBrowser(page, async (name) => {
      expect([name, await findFaults(page)]).toEqual([name, []]);
    });
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('without scripts', () => {
  it('somebody signs in, looks, chooses, takes it back and signs out', async () => {
    const { context, page } = await open({ javaScriptEnabled: false });
    await signIn(page, 'grace');
    expect(await page.textContent('main')).toContain('Amara');
    await chooseInBrowser(page, () => Promise.resolve());
    expect(await page.textContent('main')).toContain('You took this back');
    await page.goto(`${portal.origin}/`);
    await page.locator('a[href$="/say"]').nth(1).click();
    await page.locator('a[href$="/say/copy"]').click();
    await page.selectOption('#to', { label: 'Westmarch Council' });
    await page.locator('form[method=post] button').click();
    expect(await page.textContent('main')).toContain('Westmarch Council should answer by');
    await page.click('text=Sign out');
    await page.click('button[value=here]');
    expect(await page.textContent('h1')).toBe('You are signed out');
    await page.goto(`${portal.origin}/`);
    expect(page.url()).toContain('/sign-in');
    await context.close();
  });
});

describe('pages as the docs show them', () => {
  it('say, each in one picture, what somebody can do here', async () => {
    const { context, page } = await open({ viewport: { width: 760, height: 900 } });
    await signIn(page, 'wendy');
    const pictures = new Map<string, string>();
    const keep = async (name: string): Promise<void> => {
      pictures.set(name, (await page.textContent('h1'))?.trim() ?? '');
      await takePicture(page, name);
    };
    await keep('home');
    const [, shared = ''] = await findLinks(page, 'a[href$="/shared"]');
    const child = shared.replace(/\/shared$/, '');
    await page.goto(`${portal.origin}${shared}`);
    await keep('who-saw-what');
    await page.goto(`${portal.origin}/requests`);
    await page.locator('a[href^="/requests/"]').first().click();
    await keep('request');
    await page.goto(`${portal.origin}${child}/say/wrong`);
    await keep('say');
    await page.goto(`${portal.origin}/`);
    await chooseInBrowser(page, async (name) => {
      if (name === 'check' || name === 'preview') await keep(name);
    });
    expect([...pictures.values()]).toEqual([
      'You and your family',
      'Who saw what',
      'Westmarch Council asks you',
      'Something is wrong',
      'Check your choice',
      'Who would see this?',
    ]);
    await context.close();
  });
});

describe('somebody who writes slowly', () => {
  it('is told two minutes before the session ends, and can go on with what they wrote', async () => {
    const { context, page, complaints } = await open({ viewport: phone });
    await signIn(page, 'wendy');
    const [, say = ''] = await findLinks(page, 'a[href$="/say"]');
    await page.clock.install();
    await page.goto(`${portal.origin}${say}/words`);
    await page.fill('#words', 'I am still here.');
    const notice = page.locator('[data-assent-idle]');
    await page.clock.runFor(17 * 60_000);
    expect(await notice.isVisible()).toBe(false);
    await page.clock.runFor(61_000);
    expect(await notice.isVisible()).toBe(true);
    expect(await findFaults(page)).toEqual([]);
    const used = page.waitForResponse(`${portal.origin}/sessions`);
    await notice.getByRole('button').click();
    expect((await used).status()).toBe(200);
    await notice.waitFor({ state: 'hidden' });
    expect(await page.inputValue('#words')).toBe('I am still here.');
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('with a keyboard alone', () => {
  it('the first stop leads past everything to the page, and every stop can be seen', async () => {
    const { context, page } = await open();
    await signIn(page, 'wendy');
    await page.goto(`${portal.origin}/`);
    const stops: string[] = [];
    for (let stop = 0; stop < 9; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate<string>(`(() => {
          const at = document.activeElement;
          const { outlineStyle, boxShadow, backgroundColor } = getComputedStyle(at);
          const isSeen = outlineStyle !== 'none' || boxShadow !== 'none' || backgroundColor !== 'rgba(0, 0, 0, 0)';
          return (isSeen ? '' : 'unseen ') + at.textContent.trim().slice(0, 20);
        })()`),
      );
    }
    expect(stops[0]).toBe('Skip to main content');
    expect(stops.slice(1, 5)).toEqual(['Assent', 'Leave this page', 'Home', 'Questions for you']);
    expect(stops.filter((each) => each.startsWith('unseen'))).toEqual([]);
    await context.close();
  });

  it('three presses of Shift leave the page', async () => {
    const { context, page } = await open();
    await context.route('https://www.bbc.co.uk/**', (route) => route.fulfill({ body: 'the weather' }));
    await signIn(page, 'wendy');
    await page.waitForSelector('[data-govuk-exit-this-page-init]');
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('Shift');
    await page.waitForURL('https://www.bbc.co.uk/weather');
    await context.close();
  });
});
