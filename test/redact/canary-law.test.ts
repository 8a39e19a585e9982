import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RedactedMessage, redactMessage, settleReleased } from '../../src/exchange/redact/index.ts';
import {
  type LabelledSegment,
  type Message,
  buildFhirBundle,
  buildJackiePlan,
  labelMessage,
  recordTypes,
} from '../../src/records/index.ts';
import { canaryMark, plantCanaries } from '../support/canaries.ts';
import {
  asFhirMessage,
  haveFhirExamples,
  listFhirExamples,
  readFhirExample,
} from '../support/fhir-examples.ts';
import { buildOutbound } from '../support/outbound.ts';

type Redactor = typeof redactMessage;

/** What the redactor lets out of a message of which only these parts go, with canaries in everything else. */
function redactPlanted(
  message: Message,
  labelled: readonly LabelledSegment[],
  decided: ReadonlySet<string>,
  redact: Redactor = redactMessage,
): { readonly text: string; readonly out: RedactedMessage; readonly planted: number } {
  const settled = settleReleased(message, labelled, decided).released;
  const planted = plantCanaries(message, labelled, settled);
  const out = redact(planted.message, planted.labelled, decided, buildOutbound(message.type));
  return { text: JSON.stringify(out), out, planted: planted.planted };
}

function subsetOf(labelled: readonly LabelledSegment[]): fc.Arbitrary<ReadonlySet<string>> {
  return fc.subarray(labelled.map(({ segmentId }) => segmentId)).map((ids) => new Set(ids));
}

describe('the canary law', () => {
  for (const message of recordTypes.flatMap(({ examples }) => examples.map((example) => example.build()))) {
    it(`lets no text of a withheld part of ${message.type} ${message.messageId} out, whatever else is released`, () => {
      const labelled = labelMessage(message);
      fc.assert(
        fc.property(subsetOf(labelled), (decided) => {
          const { text, planted } = redactPlanted(message, labelled, decided);
          expect(planted).toBeGreaterThan(0);
          expect(text).not.toContain(canaryMark);
        }),
        { numRuns: 40 },
      );
    });
  }

  (haveFhirExamples ? describe : describe.skip)("HL7's R4 examples (../shared/data/fhir-r4-examples)", () => {
    it('lets no text of a withheld resource out of any of them', () => {
      let released = 0;
      let withheldBesides = 0;
      for (const name of listFhirExamples()) {
        const message = readFhirExample(name);
        const labelled = labelMessage(message).map((part) => ({ ...part, labelled: true }));
        fc.assert(
          fc.property(subsetOf(labelled), (decided) => {
            const { text, out } = redactPlanted(message, labelled, decided);
            if (text.includes(canaryMark))
              throw new Error(`${name} lets out ${/.{60}CANARY.{20}/.exec(text)?.[0] ?? ''}`);
            if (out.resource !== undefined) released += 1;
            if (decided.size > 0 && decided.size < labelled.length) withheldBesides += 1;
          }),
          { numRuns: name.startsWith('Bundle') ? 12 : 2, seed: 20280107 },
        );
      }
      expect(released).toBeGreaterThan(150);
      expect(withheldBesides).toBeGreaterThan(100);
    });
  });

  describe('catches a redactor that', () => {
    const plan = buildJackiePlan();
    const labelled = labelMessage(plan);
    const allButHealth = new Set(
      labelled.map(({ segmentId }) => segmentId).filter((id) => id !== 'mothers-health'),
    );

    const faults: readonly (readonly [name: string, redact: Redactor])[] = [
      [
        'copies the message and deletes contents',
        (message, labels, decided, outbound) => {
          const segments = message.segments?.map((segment) =>
            decided.has(segment.segmentId) ? segment : { ...segment, content: null },
          );
          return { ...redactMessage(message, labels, decided, outbound), ...{ segments } } as RedactedMessage;
        },
      ],
      [
        'sends the related persons whole',
        (message, labels, decided, outbound) => ({
          ...redactMessage(message, labels, decided, outbound),
          relatedPersons: message.relatedPersons ?? [],
        }),
      ],
      [
        'names the withheld parts',
        (message, labels, decided, outbound) => ({
          ...redactMessage(message, labels, decided, outbound),
          wishes: labels.filter(({ segmentId }) => !decided.has(segmentId)).map(({ segmentId }) => segmentId),
        }),
      ],
      [
        'lets the author write in the envelope',
        (message, labels, decided, outbound) => {
          const out = redactMessage(message, labels, decided, outbound);
          return { ...out, envelope: { ...message, ...out.envelope } };
        },
      ],
    ];
    for (const [name, redact] of faults) {
      it(name, () => {
        expect(redactPlanted(plan, labelled, allButHealth, redact).text).toContain(canaryMark);
        expect(redactPlanted(plan, labelled, allButHealth).text).not.toContain(canaryMark);
      });
    }

    it('takes what is contained in a resource for the resource', () => {
      const secret = `${canaryMark}inside`;
      const message = asFhirMessage({
        resourceType: 'Condition',
        id: 'asthma',
        code: { coding: [{ system: 'http://snomed.info/sct', code: '195967001' }] },
        contained: [
          {
            resourceType: 'Condition',
            id: 'inner',
            code: { coding: [{ system: 'http://snomed.info/sct', code: '86406008', display: secret }] },
          },
        ],
      });
      const labels = labelMessage(message).map((part) => ({ ...part, labelled: true }));
      const redactBy = (more: readonly string[]): string => {
        const mayGo = labels.filter(({ categories }) => !categories.includes('SHR'));
        const decided = new Set([...mayGo.map(({ segmentId }) => segmentId), ...more]);
        return JSON.stringify(redactMessage(message, labels, decided, buildOutbound('FHIR')));
      };
      expect(redactBy(['resource.sole.contained.0'])).toContain(secret);
      expect(redactBy([])).not.toContain(secret);
      expect(redactBy([])).toContain('195967001');
    });

    it('keeps references to withheld resources', () => {
      const message = buildFhirBundle();
      const labels = labelMessage(message).map((part) => ({ ...part, labelled: true }));
      const decided = new Set(['entry.1', 'entry.2', 'family-informed.status']);
      const faulty: Redactor = (planted, _labels, chosen, outbound) => ({
        ...redactMessage(planted, labels, chosen, outbound),
        resource: { kept: JSON.stringify(planted.resource?.['entry']).slice(0, 2000) },
      });
      expect(redactPlanted(message, labels, decided, faulty).text).toContain(canaryMark);
      expect(redactPlanted(message, labels, decided).text).not.toContain(canaryMark);
    });
  });
});
