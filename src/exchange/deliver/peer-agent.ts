import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, errors } from 'undici';

/** The gateway's own certificate and the authority that other systems' certificates must come from. */
export interface PeerIdentity {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
  /**
   * Whether an IP address may be dialled. Asked about the very address that a connection is made to, so that a name which
   * later points inward is refused too (reliability check 67).
   */
  mayDial(address: string): boolean;
}

/** How long a connection may take, in milliseconds. */
const connectMilliseconds = 5_000;
/** How long an answer may take once connected, in milliseconds. */
const answerMilliseconds = 10_000;

/**
 * Connections to the systems of partners: mutual TLS with the gateway's own certificate, trusting only the given authority,
 * every wait and the size of every answer bounded, no redirect followed (reliability checks 5, 67, 70).
 * @param answerBytes the longest answer that is read
 */
export function createPeerAgent(identity: PeerIdentity, answerBytes: number): Agent {
  return new Agent({
    connect: {
      ca: identity.authority,
      cert: identity.certificate,
      key: identity.key,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      timeout: connectMilliseconds,
      lookup: guardLookup((address) => identity.mayDial(address)),
    },
    headersTimeout: answerMilliseconds,
    bodyTimeout: answerMilliseconds,
    maxResponseSize: answerBytes,
    connections: 16,
  });
}

/** Resolves names as usual and leaves out what may not be dialled; a name without any other address is not found. */
function guardLookup(mayDial: (address: string) => boolean): LookupFunction {
  return (hostname, options, answer) => {
    lookup(hostname, { ...options, all: true }, (fault, addresses) => {
      const allowed = fault === null ? addresses.filter(({ address }) => mayDial(address)) : [];
      const [first] = allowed;
      if (first === undefined) {
        answer(
          fault ?? Object.assign(new Error('no address that may be dialled'), { code: 'ENOTFOUND' }),
          '',
          0,
        );
      } else if (options.all === true) answer(null, allowed);
      else answer(null, first.address, first.family);
    });
  };
}

/** A fault as a code only: what the other side or the network said in words never reaches our log or ledger. */
export function nameFault(fault: unknown): string {
  if (fault instanceof errors.UndiciError) return fault.code.toLowerCase();
  if (fault instanceof Error && 'code' in fault && typeof fault.code === 'string')
    return fault.code.toLowerCase();
  return fault instanceof Error && fault.name === 'TimeoutError' ? 'timeout' : 'unreachable';
}
