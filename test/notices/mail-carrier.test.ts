import { describe, expect, it } from '@jest/globals';
import { createMailCarrier } from '../../src/notices/index.ts';
import { createTestAuthority } from '../support/certificates.ts';
import { startMailServer } from '../support/mail-server.ts';

const message = { id: 'n-1', to: 'a@mail.example', language: 'en', subject: 'You have a message', text: 'x' };
const terms = {
  host: 'localhost',
  secure: false,
  user: null,
  password: null,
  authority: null,
  from: 'messages@assent.example',
};

describe('outside development', () => {
  it('nothing goes to a mail server that offers no TLS, and in development it does', async () => {
    const server = await startMailServer(null);
    const strict = createMailCarrier({ ...terms, port: server.port, requireTls: true });
    const lax = createMailCarrier({ ...terms, port: server.port, requireTls: false });
    expect(await strict.carry(message)).toMatchObject({ outcome: 'AGAIN' });
    expect(server.received).toEqual([]);
    expect(await lax.carry(message)).toEqual({ outcome: 'SENT' });
    expect(server.received).toHaveLength(1);
    await Promise.all([strict.close(), lax.close(), server.close()]);
  });

  it('nothing goes to a mail server that nobody vouches for', async () => {
    const [trusted, other] = await Promise.all([createTestAuthority(), createTestAuthority('Other')]);
    const issued = await other.issue({ commonName: 'localhost', use: 'server' });
    const server = await startMailServer({ certificate: issued.certificatePem, key: issued.privateKeyPem });
    const of = (authority: string): ReturnType<typeof createMailCarrier> =>
      createMailCarrier({ ...terms, port: server.port, requireTls: true, authority });
    const [wary, trusting] = [of(trusted.certificatePem), of(other.certificatePem)];
    expect(await wary.carry(message)).toMatchObject({ outcome: 'AGAIN' });
    expect(server.received).toEqual([]);
    expect(await trusting.carry(message)).toEqual({ outcome: 'SENT' });
    expect(server.received).toMatchObject([{ secure: true }]);
    await Promise.all([wary.close(), trusting.close(), server.close()]);
  });

  it('a server that is not there is tried again later', async () => {
    const server = await startMailServer(null);
    await server.close();
    const carrier = createMailCarrier({ ...terms, port: server.port, requireTls: true });
    expect(await carrier.carry(message)).toMatchObject({ outcome: 'AGAIN' });
    await carrier.close();
  });
});
