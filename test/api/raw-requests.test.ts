import { type Server, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { bodyLimit } from '../../src/api/read-body.ts';
import { receiveJson } from '../../src/exchange/receive/receive-message.ts';
import { type TestApi, exchangeId, makeApi } from '../support/api.ts';

/** Headers of a request to the door for messages, to be ended with a blank line. */
const messageHeaders = 'POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

const running: Server[] = [];

/** Serves the API on a plain socket, so that requests can be sent that no client library would send. */
async function serve(api: TestApi): Promise<number> {
  const server = createServer(api.app);
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Sends bytes and gives all that comes back until the other side closes or is silent for a moment after an answer. */
function exchangeBytes(port: number, ...pieces: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let received = '';
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      received += text;
      clearTimeout(timer);
      timer = setTimeout(end, 150);
    });
    socket.on('close', end);
    socket.on('error', () => undefined);
    for (const piece of pieces) socket.write(piece);
  });
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

function post(body: string | Buffer, headers = ''): readonly (string | Buffer)[] {
  return [`${messageHeaders}Content-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n`, body];
}

describe('the size of a body', () => {
  it('may be the limit exactly', async () => {
    const api = makeApi();
    const answer = await exchangeBytes(await serve(api), ...post(Buffer.alloc(bodyLimit, 0x20)));
    expect(statusOf(answer)).toBe(200);
    expect(api.asked[0]?.call.body).toHaveLength(bodyLimit);
  });

  it('is refused by its announced length before any of it comes', async () => {
    const api = makeApi();
    const answer = await exchangeBytes(
      await serve(api),
      `${messageHeaders}Content-Length: ${bodyLimit + 1}\r\n\r\n`,
    );
    expect(statusOf(answer)).toBe(413);
    expect(answer).toContain('application/problem+json');
    expect(api.asked).toEqual([]);
  });

  it('is refused when it grows beyond the limit without a length', async () => {
    const api = makeApi();
    const chunk = Buffer.alloc(1_000_000, 0x61);
    const chunks = Array.from({ length: 8 }, () => [
      `${chunk.length.toString(16)}\r\n`,
      chunk,
      '\r\n',
    ]).flat();
    const answer = await exchangeBytes(
      await serve(api),
      `${messageHeaders}Transfer-Encoding: chunked\r\n\r\n`,
      ...chunks,
    );
    expect(statusOf(answer)).toBe(413);
    expect(api.asked).toEqual([]);
  });

  it('does not make the process hold what is beyond it', async () => {
    const api = makeApi();
    const port = await serve(api);
    const before = process.memoryUsage().rss;
    const chunk = Buffer.alloc(1_000_000, 0x61);
    const many = Array.from({ length: 100 }, () => [
      `${chunk.length.toString(16)}\r\n`,
      chunk,
      '\r\n',
    ]).flat();
    await exchangeBytes(port, `${messageHeaders}Transfer-Encoding: chunked\r\n\r\n`, ...many);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    expect(api.asked).toEqual([]);
  });

  it('that was refused and never ends costs the sender the connection', async () => {
    const api = makeApi();
    const port = await serve(api);
    const closedAfter = await new Promise<number>((resolve) => {
      const started = performance.now();
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(drip);
        resolve(performance.now() - started);
      });
      socket.resume();
      socket.write(`${messageHeaders}Content-Length: 100000000\r\n\r\n`);
      const drip = setInterval(() => socket.write('x'), 50);
    });
    expect(closedAfter).toBeLessThan(6_000);
  });
});

describe('a body that breaks off', () => {
  it.each([
    ['malformed chunk size', `${messageHeaders}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n`],
    [
      'chunk longer than its size',
      `${messageHeaders}Transfer-Encoding: chunked\r\n\r\n2\r\n{}}}}\r\n0\r\n\r\n`,
    ],
    ['bare line feeds between chunks', `${messageHeaders}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n`],
    [
      'length and chunks at once',
      `${messageHeaders}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ],
    ['two lengths', `${messageHeaders}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`],
  ])('has no effect: %s', async (_name, bytes) => {
    const api = makeApi();
    const answer = await exchangeBytes(await serve(api), bytes);
    expect(statusOf(answer)).not.toBe(200);
    expect(api.asked).toEqual([]);
  });

  it('has no effect when the sender goes away, and the log says so', async () => {
    const api = makeApi();
    const port = await serve(api);
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`${messageHeaders}Content-Length: 100\r\n\r\n{"a":`, () =>
          setTimeout(() => socket.destroy(), 50),
        );
      });
      socket.on('close', () => setTimeout(resolve, 100));
    });
    expect(api.asked).toEqual([]);
    expect(api.lines.map(({ event, fields }) => [event, fields?.status])).toEqual([['request', 0]]);
  });
});

describe('the form of a body', () => {
  it.each([
    ['gzip', gzipSync('{}'), 'Content-Encoding: gzip\r\n'],
    ['a gzip bomb', gzipSync(Buffer.alloc(20_000_000)), 'Content-Encoding: gzip\r\n'],
    ['deflate', Buffer.from('{}'), 'Content-Encoding: deflate\r\n'],
    ['two encodings', Buffer.from('{}'), 'Content-Encoding: identity, gzip\r\n'],
  ])('is never compressed: %s', async (_name, body, header) => {
    const api = makeApi();
    const answer = await exchangeBytes(await serve(api), ...post(body, header));
    expect(statusOf(answer)).toBe(415);
    expect(api.asked).toEqual([]);
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'application/json; boundary=x',
    'application/jsonx',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    '',
  ])('is JSON in UTF-8, not %j', async (type) => {
    const api = makeApi();
    const answer = await exchangeBytes(
      await serve(api),
      `POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(statusOf(answer)).toBe(415);
    expect(api.asked).toEqual([]);
  });

  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/fhir+json; fhirVersion=4.0',
  ])('may be %j', async (type) => {
    const api = makeApi();
    const answer = await exchangeBytes(
      await serve(api),
      `POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(statusOf(answer)).toBe(200);
  });

  it('of a choice is plain JSON, not FHIR', async () => {
    const api = makeApi();
    const answer = await exchangeBytes(
      await serve(api),
      'POST /v1/consents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fhir+json\r\nContent-Length: 2\r\n\r\n{}',
    );
    expect(statusOf(answer)).toBe(415);
  });

  it('may not carry the access token', async () => {
    const api = makeApi();
    const body = 'grant=x&access_token=abc';
    const answer = await exchangeBytes(
      await serve(api),
      `POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('request-malformed');
    expect(api.asked).toEqual([]);
  });

  it.each(['GET', 'POST'])('is not there where none is taken (%s)', async (method) => {
    const api = makeApi();
    const path = `/v1/exchanges/${exchangeId}${method === 'POST' ? '/acknowledgement' : ''}`;
    const answer = await exchangeBytes(
      await serve(api),
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(statusOf(answer)).toBe(400);
    expect(api.asked).toEqual([]);
  });
});

describe('headers that two parties could read differently', () => {
  it.each([
    ['Authorization', 'Authorization: Bearer a\r\nAuthorization: Bearer b\r\n'],
    ['Idempotency-Key', 'Idempotency-Key: key-11111111\r\nIdempotency-Key: key-22222222\r\n'],
    ['Idempotency-Key, equal', 'Idempotency-Key: key-11111111\r\nidempotency-key: key-11111111\r\n'],
    ['Content-Type', 'Content-Type: text/plain\r\n'],
    ['Content-Encoding', 'Content-Encoding: identity\r\nContent-Encoding: identity\r\n'],
    ['Assent-User-Assertion', 'Assent-User-Assertion: a.b.c\r\nAssent-User-Assertion: a.b.d\r\n'],
    ['Host', 'Host: elsewhere\r\n'],
  ])('are refused when they stand twice: %s', async (_name, headers) => {
    const api = makeApi();
    const answer = await exchangeBytes(await serve(api), ...post('{}', headers));
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('header-invalid');
    expect(api.asked).toEqual([]);
  });

  it.each(['http://elsewhere/v1/messages', '*', 'v1/messages'])('refuses the target %s', async (target) => {
    const api = makeApi();
    const answer = await exchangeBytes(
      await serve(api),
      `POST ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(statusOf(answer)).toBe(400);
    expect(api.asked).toEqual([]);
  });

  it('refuses a query even when it is empty', async () => {
    const api = makeApi();
    const answer = await exchangeBytes(
      await serve(api),
      'GET /v1/exchanges? HTTP/1.1\r\nHost: localhost\r\n\r\n',
    );
    expect(statusOf(answer)).toBe(404);
    const asked = await exchangeBytes(
      await serve(api),
      `GET /v1/exchanges/${exchangeId}? HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    );
    expect(statusOf(asked)).toBe(400);
    expect(api.asked).toEqual([]);
  });

  it('are refused when they are huge', async () => {
    const api = makeApi();
    const answer = await exchangeBytes(
      await serve(api),
      ...post('{}', `Authorization: Bearer ${'a'.repeat(100_000)}\r\n`),
    );
    expect([431, 400]).toContain(statusOf(answer));
    expect(api.asked).toEqual([]);
  });

  it('do not let one request smuggle another', async () => {
    const api = makeApi();
    const hidden = `GET /v1/exchanges/${exchangeId} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const answer = await exchangeBytes(
      await serve(api),
      `GET /v1/consents/${exchangeId} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    );
    expect(statusOf(answer)).toBe(400);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(api.asked).toEqual([]);
  });
});

describe('naughty bodies', () => {
  /** The first stage as it really is, and nothing after it. */
  const strict = (): TestApi =>
    makeApi({
      sendMessage: (call) => {
        const json = receiveJson(call);
        return json.ok ? { ok: true, value: {} } : json;
      },
    });

  it.each([
    ['json-duplicate-key', '{"a":1,"a":2}'],
    ['json-depth', '['.repeat(100_000)],
    ['json-depth', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`],
    ['json-number', '{"a":1e400}'],
    ['json-number', '{"a":9007199254740993}'],
    ['json-text', '{"a":"\\u0000"}'],
    ['json-text', '{"a":"\\ud800"}'],
    ['json-prototype', '{"__proto__":{"admin":true}}'],
    ['json-prototype', '{"constructor":{"prototype":{}}}'],
    ['json-text', '\ufeff{}'],
    ['json-syntax', '{"a":NaN}'],
    ['json-syntax', "{'a':1}"],
    ['json-syntax', '{"a":1,}'],
    ['json-syntax', ''],
    ['json-syntax', '{}{}'],
  ])('are refused: %# (%s)', async (code, body) => {
    const answer = await exchangeBytes(await serve(strict()), ...post(body));
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain(`"code":"${code}"`);
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it('that are not UTF-8 are no JSON', async () => {
    for (const bytes of [
      Buffer.from([0x22, 0xc0, 0xaf, 0x22]),
      Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
      Buffer.from('{"a":1}', 'utf16le'),
    ]) {
      const answer = await exchangeBytes(await serve(strict()), ...post(bytes));
      expect(statusOf(answer)).toBe(400);
    }
  });
});
