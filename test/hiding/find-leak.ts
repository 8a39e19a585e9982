import { redactMessage } from '../../src/exchange/redact/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import { type Message, buildJackiePlan, fhirSystems, labelMessage } from '../../src/records/index.ts';
import { asFhirMessage } from '../support/fhir-examples.ts';
import { buildOutbound } from '../support/outbound.ts';
import type { HidingFile } from './hiding-file.ts';
import type { HidingPlace } from './places.ts';
import { word } from './ways.ts';

/** Releases all that is labelled and is neither sexual health nor a parent's, which is what the reader must not see. */
export function release(message: Message): string {
  const labelled = labelMessage(message);
  const decided = labelled
    .filter((part) => part.labelled && !part.categories.some((code) => code === 'SHR' || code === 'PMH'))
    .map(({ segmentId }) => segmentId);
  return JSON.stringify(redactMessage(message, labelled, new Set(decided), buildOutbound(message.type)));
}

/** Whether the word leaves, in the way in which it was written, in half, or plainly. */
export function leaks({ build }: HidingPlace, way: (text: string) => string): boolean {
  const text = way(word);
  const out = release(asFhirMessage(build(text)));
  const halves = [text.slice(0, text.length / 2), text.slice(text.length / 2)];
  return [text, ...halves, word, Buffer.from(text).toString('base64')].some((needle) =>
    out.includes(JSON.stringify(needle).slice(1, -1)),
  );
}

/** The same file as an attachment of a plan, as a binary, and inside a document, each with its author's label. */
export const carriers: Readonly<Record<string, (file: HidingFile, data: string) => Message>> = {
  attachment: ({ contentType }, data) => ({
    ...buildJackiePlan(),
    attachments: [{ attachmentId: 'file', title: 'File', contentType, data, categoryCodes: ['EDU'] }],
  }),
  binary: ({ contentType }, data) =>
    asFhirMessage({ resourceType: 'Binary', id: 'file', meta: labelOf('EDU'), contentType, data }),
  document: ({ contentType }, data) =>
    asFhirMessage({
      resourceType: 'DocumentReference',
      id: 'document',
      meta: labelOf('EDU'),
      status: 'current',
      content: [{ attachment: { contentType, data } }],
    }),
};

function labelOf(code: string): JsonObject {
  return { security: [{ system: fhirSystems.infoCategory, code }] };
}

/** Whether the bytes of a file leave. */
export function fileLeaves(file: HidingFile, carrier: string): boolean {
  const data = file.build(word).toString('base64');
  const build = carriers[carrier];
  return build !== undefined && release(build(file, data)).includes(data);
}
