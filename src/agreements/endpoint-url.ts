import { BlockList, isIP } from 'node:net';
import { type Result, ok, refuse } from '../platform/index.ts';
import type { Environment } from './organisation-identifier.ts';
import { type RegistrationProblem, problem } from './registration-problem.ts';

const notPublic = new BlockList();
// IANA special-purpose address registries (RFC 6890): nothing here is a partner on the internet or on HSCN's public ranges.
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4');
}
// ::/96 and 64:ff9b::/96 carry IPv4 addresses inside and are refused whole; IPv4-mapped ones are matched as IPv4 by BlockList.
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6');
}

/**
 * Whether an IP address may be dialled in production. The delivery stage asks again about the address that a host name resolved to,
 * so that a name which later points inward is refused too.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return !notPublic.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Registered as the address of a system that none is dialled of: it collects what comes for it from its mailbox. */
export const mailboxAddress = 'urn:assent:mailbox';

/** The mailbox of an address in MESH, `mesh:X26ABC1`; absent where the address is none. */
export function findMeshMailbox(address: string): string | undefined {
  return /^mesh:([A-Z0-9]{4,20})$/.exec(address)?.[1];
}

const innerNames =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home\.arpa|test|example|invalid)$/;

/**
 * Checks the address to which a system's deliveries go. https only, no credentials, no fragment, at most 2,048 characters; in
 * production no loopback, private, link-local or otherwise special host, by number or by name. Gives the normalised URL.
 */
export function checkEndpointUrl(
  text: string,
  environment: Environment,
): Result<string, RegistrationProblem> {
  const bad = (
    rule: string,
    message: string,
  ): { readonly ok: false; readonly refusal: RegistrationProblem } => refuse(problem('url', rule, message));
  if (text.length > 2048) return bad('endpoint-length', 'The address is longer than 2,048 characters.');
  if (!URL.canParse(text)) return bad('endpoint-url', 'This is no absolute URL.');
  const url = new URL(text);
  if (url.protocol !== 'https:') return bad('endpoint-https', 'The address must begin with https://.');
  if (url.username !== '' || url.password !== '') {
    return bad('endpoint-credentials', 'The address must not hold a user name or password.');
  }
  if (text.includes('#')) return bad('endpoint-fragment', 'The address must not hold a fragment.');
  if (url.port === '0') return bad('endpoint-port', 'Port 0 cannot be dialled.');
  if (environment === 'production' && !isPublicHost(url.hostname)) {
    return bad(
      'endpoint-host',
      'In production the host must be public: not loopback, private, link-local or an inner name.',
    );
  }
  return ok(url.href);
}

/** `hostname` is as WHATWG URL gives it: IPv4 in any spelling already dotted, IPv6 in brackets, names in lower case. */
function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  if (host.startsWith('[')) return isPublicAddress(host.slice(1, -1));
  if (isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !innerNames.test(host);
}
