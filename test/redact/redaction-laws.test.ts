import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RedactedMessage, redactMessage, settleReleased } from '../../src/exchange/redact/index.ts';
import type { JsonObject, JsonValue } from '../../src/platform/index.ts';
import {
  type LabelledSegment,
  type Message,
  type MessageBody,
  buildFhirBundle,
  buildJackiePlan,
  buildLeoReferral,
  labelMessage,
} from '../../src/records/index.ts';
import { getCategory } from '../../src/vocabulary/index.ts';
import {
  asFhirMessage,
  haveFhirExamples,
  listFhirExamples,
  readFhirExample,
} from '../support/fhir-examples.ts';
import { buildOutbound } from '../support/outbound.ts';

const messages: readonly Message[] = [buildJackiePlan(), buildLeoReferral(), buildFhirBundle()];

function subsetOf(labelled: readonly LabelledSegment[]): fc.Arbitrary<ReadonlySet<string>> {
  return fc.subarray(labelled.map(({ segmentId }) => segmentId)).map((ids) => new Set(ids));
}

function* leaves(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) yield value === undefined ? '' : JSON.stringify(value);
  else for (const member of Object.values(value)) yield* leaves(member);
}

/** What a redacted message holds of its author: without the gateway's envelope, labels, markers and footer. */
function authorsPart(out: RedactedMessage): unknown {
  const withoutLabels = (value: JsonValue): JsonValue => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: JsonValue) => withoutLabels(item));
    return Object.fromEntries(
      Object.entries(value as JsonObject)
        .filter(([name]) => name !== 'meta' && name !== 'fullUrl')
        .map(([name, member]) => [name, withoutLabels(member)]),
    );
  };
  return {
    subject: { ...out.subject, identifiers: out.subject?.identifiers },
    persons: out.relatedPersons,
    informed: out.familyInformed,
    segments: out.segments?.map((segment) => ({
      ...segment,
      categoryCodes: [],
      flags: [],
      unverified: undefined,
    })),
    attachments: out.attachments,
    // The type of a bundle is the gateway's.
    resource: out.resource === undefined ? undefined : withoutLabels({ ...out.resource, type: null }),
  };
}

/** Labels of a redacted message, by a gateway that still knows whom its resources are about. */
function labelAgain(message: Message, out: RedactedMessage): readonly LabelledSegment[] {
  const { subject, relatedPersons } = message;
  const people = { subject, ...(relatedPersons === undefined ? {} : { relatedPersons }) };
  return [
    ...labelMessage(asBody(out)).filter(({ part }) => part !== 'RESOURCE'),
    ...labelMessage({ ...asBody(out), ...people }).filter(({ part }) => part === 'RESOURCE'),
  ];
}

/** A redacted message as the input of another redaction. */
function asBody(out: RedactedMessage): MessageBody & RedactedMessage {
  return { ...out, type: out.envelope.type };
}

describe('a redacted message', () => {
  for (const message of messages) {
    const labelled = labelMessage(message);
    const given = new Set(leaves(message));

    it(`says nothing that ${message.type} did not say`, () => {
      fc.assert(
        fc.property(subsetOf(labelled), (decided) => {
          const out = redactMessage(message, labelled, decided, buildOutbound(message.type));
          for (const leaf of leaves(authorsPart(out))) {
            if (leaf !== 'null' && leaf !== '') expect(given.has(leaf)).toBe(true);
          }
        }),
      );
    });

    it(`of ${message.type} is the same when it is redacted again with the same parts released`, () => {
      fc.assert(
        fc.property(subsetOf(labelled), fc.boolean(), (decided, reliesOnConsent) => {
          const outbound = buildOutbound(message.type, { reliesOnConsent });
          const once = redactMessage(message, labelled, decided, outbound);
          const again = labelAgain(message, once);
          const all = new Set(again.map(({ segmentId }) => segmentId));
          const twice = redactMessage(asBody(once), again, all, outbound);
          expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
        }),
      );
    });

    it(`of ${message.type} is not changed by the order in which parts were decided or labelled`, () => {
      fc.assert(
        fc.property(
          subsetOf(labelled),
          fc.shuffledSubarray([...labelled], { minLength: labelled.length }),
          (decided, shuffled) => {
            const outbound = buildOutbound(message.type);
            const first = redactMessage(message, labelled, decided, outbound);
            const second = redactMessage(message, shuffled, new Set([...decided].reverse()), outbound);
            expect(second.segments).toEqual(first.segments);
            expect(second.resource).toEqual(first.resource);
            expect(second.manifest).toEqual(first.manifest);
          },
        ),
      );
    });

    it(`of ${message.type} never grows when less is released`, () => {
      fc.assert(
        fc.property(subsetOf(labelled), subsetOf(labelled), (some, others) => {
          const both = new Set([...some].filter((id) => others.has(id)));
          const more = settleReleased(message, labelled, some).released;
          const less = settleReleased(message, labelled, both).released;
          expect([...less].filter((id) => !more.has(id))).toEqual([]);
        }),
      );
    });

    it(`of ${message.type} releases nothing that nobody labelled`, () => {
      const everything = new Set(labelled.map(({ segmentId }) => segmentId));
      const unlabelled = labelled.map((part) => ({ ...part, labelled: false }));
      const out = redactMessage(message, unlabelled, everything, buildOutbound(message.type));
      expect(out.subject).toBeUndefined();
      expect(out.relatedPersons).toBeUndefined();
      expect(out.familyInformed).toBeUndefined();
      expect(out.segments ?? []).toEqual([]);
      expect(out.resource?.['entry']).toBeUndefined();
      expect(out.withheld).toBeUndefined();
      expect(out.manifest).toEqual({ released: [], withheld: [] });
    });

    it(`of ${message.type} is the same whether a part withheld in silence was ever there`, () => {
      fc.assert(
        fc.property(subsetOf(labelled), (decided) => {
          const silent = labelled.filter((part) => isSilent(part) && !decided.has(part.segmentId));
          const settled = settleReleased(message, labelled, decided).released;
          // A resource that would go and refers to a silent one is withheld because of it, as if it were silent too.
          fc.pre(
            labelled.every(
              (part) => !decided.has(part.segmentId) || !part.labelled || settled.has(part.segmentId),
            ),
          );
          const out = redactMessage(message, labelled, decided, buildOutbound(message.type));
          const { without, kept } = leaveOut(message, labelled, silent);
          const again = redactMessage(without, kept, decided, buildOutbound(message.type));
          expect(JSON.stringify(again)).toBe(JSON.stringify(out));
        }),
        { numRuns: 200 },
      );
    });
  }

  (haveFhirExamples ? it : it.skip)(
    'holds each released HL7 example as it was, member by member and in order',
    () => {
      let compared = 0;
      for (const name of listFhirExamples()) {
        const message = readFhirExample(name);
        const labelled = labelMessage(message).map((part) => ({ ...part, labelled: true }));
        const all = new Set(labelled.map(({ segmentId }) => segmentId));
        const out = redactMessage(message, labelled, all, buildOutbound('FHIR'));
        const before = resourcesOf(message.resource);
        const after = resourcesOf(out.resource ?? {});
        expect(after).toHaveLength(before.length);
        for (const [position, resource] of after.entries()) {
          // A signature is over what was signed: it stays behind, whatever goes.
          if (JSON.stringify(before[position]).includes('"signature":')) continue;
          expect(JSON.stringify(withoutMeta(resource))).toBe(
            JSON.stringify(withoutMeta(before[position] ?? {})),
          );
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(400);
    },
  );

  it('has nothing of what hides in prototypes, twins of members or long names of a withheld resource', () => {
    const key = fc.oneof(
      fc.constantFrom(
        '__proto__',
        'constructor',
        'toString',
        '_status',
        'contained',
        'extension',
        'resourceType',
        'meta',
      ),
      fc.string({ maxLength: 200 }).map((text) => `k${text}`),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        fc.string().map((text) => `SECRET${text}`),
        fc.integer(),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, (hidden, shown) => {
        const message = asFhirMessage({
          resourceType: 'Bundle',
          type: 'collection',
          entry: [
            { resource: { resourceType: 'Basic', id: 'hidden', SECRETname: hidden } },
            {
              resource: {
                resourceType: 'Basic',
                id: 'shown',
                extra: JSON.parse(unsecret(shown)) as JsonValue,
              },
            },
          ],
        } as JsonObject);
        const labelled = labelMessage(message).map((part) => ({ ...part, labelled: true }));
        const out = redactMessage(message, labelled, new Set(['entry.1']), buildOutbound('FHIR'));
        expect(JSON.stringify(out)).not.toContain('SECRET');
        const { extra } = (resourcesOf(out.resource ?? {})[0] ?? {}) as { extra?: unknown };
        expect(JSON.stringify(extra)).toBe(unsecret(shown));
        expect(Object.getPrototypeOf(out)).toBe(Object.prototype);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

function unsecret(value: unknown): string {
  return JSON.stringify(value).replaceAll('SECRET', 'plain');
}

function isSilent(part: LabelledSegment): boolean {
  return (
    part.part !== 'ENVELOPE' &&
    (!part.labelled ||
      part.flags.includes('SILENT_WITHHOLD') ||
      part.categories.some((code) => getCategory(code).sensitiveService))
  );
}

/** The message as if its author had never written these parts, with the labels of the rest. */
function leaveOut(
  message: Message,
  labelled: readonly LabelledSegment[],
  parts: readonly LabelledSegment[],
): { readonly without: Message; readonly kept: readonly LabelledSegment[] } {
  const ids = new Set(parts.map(({ segmentId }) => segmentId));
  const kept = labelled.filter(({ segmentId }) => !ids.has(segmentId));
  if (message.type !== 'FHIR') {
    const segments = message.segments.filter(({ segmentId }) => !ids.has(segmentId));
    return { without: { ...message, segments }, kept };
  }
  // Entries keep their positions, so that the identifiers of the others stay: an entry without a resource is no part.
  const entries = (message.resource['entry'] as readonly JsonObject[]).map((entry, position) =>
    ids.has(`entry.${position}`) ? {} : entry,
  );
  return { without: { ...message, resource: { ...message.resource, entry: entries } }, kept };
}

function resourcesOf(resource: JsonObject): readonly JsonObject[] {
  if (resource['resourceType'] !== 'Bundle') return [resource];
  return ((resource['entry'] ?? []) as readonly JsonObject[]).flatMap((entry) =>
    entry['resource'] === undefined ? [] : [entry['resource'] as JsonObject],
  );
}

function withoutMeta(resource: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => name !== 'meta'));
}
