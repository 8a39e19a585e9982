import type { IncomingMessage } from 'node:http';
import { type Result, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';

/** The media types that a body may have. */
export type MediaType = 'application/json' | 'application/fhir+json' | 'application/x-www-form-urlencoded';

const mediaTypes: readonly MediaType[] = [
  'application/json',
  'application/fhir+json',
  'application/x-www-form-urlencoded',
];

/** A body that has arrived whole. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  readonly mediaType: MediaType | null;
}

/** Why there is no body: a problem to tell, or a sender who is gone and can be told nothing. */
export type BodyRefusal = { readonly kind: 'PROBLEM'; readonly problem: Problem } | { readonly kind: 'GONE' };

/** The largest body, in bytes: 5 MB. */
export const bodyLimit = 5_000_000;

/** How long the rest of a body that was refused is read and thrown away before the connection is cut, in milliseconds. */
const discardFor = 2_000;

const mediaTypeForm =
  /^(application\/json|application\/fhir\+json|application\/x-www-form-urlencoded)(?:[ \t]*;[ \t]*(?:charset="?utf-8"?|fhirversion="?4\.0"?))*$/i;

/**
 * Reads the whole body, or says why not. Nothing is done with a request before this has ended well: a body that breaks off, or
 * whose chunks are malformed, has no effect. At most `bodyLimit` bytes are held, whether or not a length was announced.
 */
export async function readBody(
  request: IncomingMessage,
  takes: readonly MediaType[],
): Promise<Result<ReceivedBody, BodyRefusal>> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    return refuseBody('media-type', tellTaken(takes));
  const mediaType = parseMediaType(request.headers['content-type']);
  if (mediaType === undefined || !takes.includes(mediaType)) return refuseForm(request, takes);
  const bytes = await collect(request, bodyLimit);
  if (bytes === 'TOO_LARGE') return refuseBody('too-large', `A body may have ${bodyLimit} bytes (5 MB).`);
  if (bytes === 'GONE') return refuse({ kind: 'GONE' });
  return ok({ bytes, mediaType });
}

/** A request that must come without a body: one that has a body all the same is refused before any of it is read. */
export function checkNoBody(request: IncomingMessage): Result<ReceivedBody, BodyRefusal> {
  const length = request.headers['content-length'];
  if (request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')) {
    return refuse({
      kind: 'PROBLEM',
      problem: { code: 'request-malformed', detail: 'This request takes no body.' },
    });
  }
  return ok({ bytes: Buffer.alloc(0), mediaType: null });
}

function parseMediaType(header: string | undefined): MediaType | undefined {
  const [, name] = mediaTypeForm.exec(header ?? '') ?? [];
  if (name === undefined) return undefined;
  return mediaTypes.find((each) => each === name.toLowerCase());
}

/** RFC 6750 §2.2 lets a form carry the token. We do not, and say so instead of only naming the media type. */
async function refuseForm(
  request: IncomingMessage,
  takes: readonly MediaType[],
): Promise<Result<ReceivedBody, BodyRefusal>> {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
  if (!isForm) return refuseBody('media-type', tellTaken(takes));
  const bytes = await collect(request, 16_384);
  if (bytes === 'GONE') return refuse({ kind: 'GONE' });
  if (bytes !== 'TOO_LARGE' && new URLSearchParams(bytes.toString('latin1')).has('access_token')) {
    return refuseBody(
      'request-malformed',
      'An access token goes into the Authorization header and nowhere else.',
    );
  }
  return refuseBody('media-type', tellTaken(takes));
}

/** What to send instead. */
function tellTaken(takes: readonly MediaType[]): string {
  return `This address takes ${takes.join(' or ')}, not compressed.`;
}

function refuseBody(code: Problem['code'], detail?: string): Result<ReceivedBody, BodyRefusal> {
  return refuse({ kind: 'PROBLEM', problem: { code, ...(detail === undefined ? {} : { detail }) } });
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer | 'TOO_LARGE' | 'GONE'> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    discardRest(request);
    return Promise.resolve('TOO_LARGE');
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      stop();
      chunks.length = 0;
      discardRest(request);
      resolve('TOO_LARGE');
    };
    const onEnd = (): void => {
      stop();
      resolve(Buffer.concat(chunks, size));
    };
    const onGone = (): void => {
      stop();
      resolve('GONE');
    };
    const stop = (): void => {
      request.off('data', onData).off('end', onEnd).off('close', onGone);
    };
    // An aborted or malformed body ends in an error; the listener stays so that it is never an uncaught one.
    request.on('error', onGone);
    request.on('data', onData).on('end', onEnd).on('close', onGone);
  });
}

/**
 * Lets the rest of a refused body flow by unheld, so that the sender can still read our answer, and cuts the connection
 * if it goes on for too long.
 */
function discardRest(request: IncomingMessage): void {
  request.on('error', () => undefined);
  request.resume();
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, discardFor);
  timer.unref();
  request.once('close', () => {
    clearTimeout(timer);
  });
}
