import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { problems, reasonCodes } from '../../src/vocabulary/index.ts';
import { makeApi } from '../support/api.ts';

const { app } = makeApi();

async function read(path: string): Promise<{ html: string; policy: string }> {
  const answer = await request(app).get(path);
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  return { html: answer.text, policy: String(answer.headers['content-security-policy']) };
}

const pages = ['/docs', '/problems', '/problems/message-invalid', '/problems/DENY_WITHDRAWN'];

describe('a page', () => {
  it.each(pages)('%s runs no script, asks no other server and may load one style sheet', async (path) => {
    const { html, policy } = await read(path);
    expect(html).not.toMatch(/<script|<iframe|<img|<form|style="|\son[a-z]+="|javascript:/);
    const outside = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].filter(
      ([, target]) => !/^[/#]/.test(target ?? ''),
    );
    expect(outside).toEqual([]);
    const [, nonce] = /<link rel="stylesheet" href="\/assets\/assent\.css" nonce="([^"]+)">/.exec(html) ?? [];
    expect(policy).toBe(
      `default-src 'none'; style-src 'nonce-${nonce ?? ''}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it('has another nonce each time', async () => {
    const first = await read('/docs');
    const second = await read('/docs');
    expect(first.policy).not.toBe(second.policy);
  });

  it.each(pages)('%s can be found one’s way about without seeing it', async (path) => {
    const { html } = await read(path);
    expect(html).toMatch(/^<!doctype html>\s*<html lang="en-GB">/);
    expect(html).toContain('<a class="skip" href="#content">');
    expect(html).toContain('<main id="content" tabindex="-1">');
    expect(html.match(/<h1/g)).toHaveLength(1);
    const tables = html.match(/<table/g)?.length ?? 0;
    expect(html.match(/<table[^>]*>\s*<caption>/g)?.length ?? 0).toBe(tables);
    const levels = [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    for (const [index, level] of levels.entries()) {
      if (index > 0) expect(level - (levels[index - 1] ?? level)).toBeLessThanOrEqual(1);
    }
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('of the contract tells of the first exchange and of every door', async () => {
    const { html } = await read('/docs');
    expect(html).toContain('https://assent.example/oauth/token');
    expect(html).toContain('curl --cert system.pem');
    for (const id of [
      'decide',
      'sendMessage',
      'findExchange',
      'acknowledge',
      'recordChoice',
      'withdrawChoice',
    ]) {
      expect(html).toContain(`<h3 id="${id}">`);
    }
  });

  it('is there for every problem and every reason', async () => {
    for (const code of [...Object.keys(problems), ...reasonCodes]) {
      const { html } = await read(`/problems/${code}`);
      expect(html).toContain(`<code>${code}</code>`);
    }
  });

  it.each(['constructor', '__proto__', 'toString', 'nothing', '<script>'])(
    'is not there for %s',
    async (code) => {
      const answer = await request(app).get(`/problems/${encodeURIComponent(code)}`);
      expect(answer.status).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.text).not.toContain(code === 'nothing' ? '"nothing' : code);
    },
  );

  it('answers HEAD without its text', async () => {
    const answer = await request(app).head('/docs');
    expect(answer.status).toBe(200);
    expect(answer.text).toBeUndefined();
  });

  it('has its style here', async () => {
    const answer = await request(app).get('/assets/assent.css');
    expect(answer.headers['content-type']).toBe('text/css; charset=utf-8');
    expect(answer.text).not.toMatch(/url\(|@import/);
    expect(answer.text).toContain('prefers-color-scheme: dark');
  });
});
