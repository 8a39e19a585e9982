import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkEndpointUrl, isPublicAddress } from '../../src/agreements/endpoint-url.ts';

function ruleOf(text: string, environment: 'production' | 'development' = 'production'): string | undefined {
  const checked = checkEndpointUrl(text, environment);
  return checked.ok ? undefined : checked.refusal.rule;
}

describe('the address to which deliveries go', () => {
  it.each(['https://gateway.example.nhs.uk/inbox', 'https://8.8.8.8:8443/', 'https://[2606:4700::1]/'])(
    'accepts %s in production',
    (text) => {
      expect(ruleOf(text)).toBeUndefined();
    },
  );

  it.each([
    ['http://mail.westmarch.gov.uk/', 'endpoint-https'],
    ['ftp://mail.westmarch.gov.uk/', 'endpoint-https'],
    ['file:///etc/passwd', 'endpoint-https'],
    ['//mail.westmarch.gov.uk/', 'endpoint-url'],
    ['not an address', 'endpoint-url'],
    ['https://user@mail.westmarch.gov.uk/', 'endpoint-credentials'],
    ['https://:secret@mail.westmarch.gov.uk/', 'endpoint-credentials'],
    ['https://mail.westmarch.gov.uk/#top', 'endpoint-fragment'],
    ['https://mail.westmarch.gov.uk/#', 'endpoint-fragment'],
    ['https://mail.westmarch.gov.uk:0/', 'endpoint-port'],
    [`https://mail.westmarch.gov.uk/${'a'.repeat(2048)}`, 'endpoint-length'],
  ])('refuses %s everywhere', (text, rule) => {
    expect(ruleOf(text)).toBe(rule);
    expect(ruleOf(text, 'development')).toBe(rule);
  });

  it.each([
    'https://localhost/',
    'https://localhost./',
    'https://LOCALHOST:8443/',
    'https://a.localhost/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://gateway/',
    'https://metadata.google.internal/',
    'https://printer.local/',
  ])('refuses %s in production, and not in development', (text) => {
    expect(ruleOf(text)).toBe('endpoint-host');
    expect(ruleOf(text, 'development')).toBeUndefined();
  });

  it('refuses every address of the private ranges, also inside IPv6', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.constantFrom('10', '127', '0', '240'), octet, octet, octet, (first, a, b, c) => {
        const address = `${first}.${a}.${b}.${c}`;
        expect(isPublicAddress(address)).toBe(false);
        expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
      }),
    );
  });

  it('takes a text that is no address for not public', () => {
    expect(isPublicAddress('westmarch.gov.uk')).toBe(false);
  });
});
