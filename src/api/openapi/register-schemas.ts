import type { OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import {
  accessEvaluationSchema,
  accessEvaluationsSchema,
  authorityQuestionSchema,
  authorityRequestSchema,
  caseOutcomeSchema,
  deadlineNoteSchema,
  locatorRequestSchema,
  familyNoticeSchema,
  choiceDataSubjectSchema,
  consentRequestSchema,
  consentResourceSchema,
  decidedBySchema,
  emergencyRequestSchema,
  holdDecisionSchema,
  noticeRequestSchema,
  protectionEndingRequestSchema,
  protectionRequestSchema,
  relationshipEndingSchema,
  choiceRequestSchema,
  relationshipRequestSchema,
  reuseAgreementSchema,
  reuseEndingSchema,
  reuseRequestSchema,
  reviewRequestSchema,
  withdrawalRequestSchema,
} from '../../exchange/index.ts';
import { questionSchema, recordRequestSchema, recordTypes } from '../../records/index.ts';
import { publishedAnswers } from '../answer-schemas.ts';
import { codeLists } from './code-lists.ts';
import { problemSchema } from './problem-schema.ts';
import { publishedTokens } from './token-schemas.ts';

type RecordType = (typeof recordTypes)[number];

/** One part that a record type knows, as it is published beside the type's schema. */
export interface PublishedPath {
  /** The `path` of a segment; a name in braces is filled in by the author. */
  readonly path: string;
  readonly plain: string;
  readonly required: boolean;
  /** The form of the segment's `content`. */
  readonly content: { readonly $ref: string };
}

/** Refers to a published shape. */
export function refTo(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/**
 * Publishes every schema that validates, under its name. OpenAPI 3.1 schemas are JSON Schema 2020-12, which zod renders itself;
 * what is checked by more than its shape is published as any value.
 */
export function registerSchemas(registry: OpenAPIRegistry): void {
  for (const { name, description, codes } of codeLists) {
    const meanings = codes.flatMap(({ code, meaning }) =>
      meaning === undefined ? [] : [{ const: code, description: meaning }],
    );
    registry.registerComponent('schemas', name, {
      description,
      type: 'string',
      ...(meanings.length > 0 ? { oneOf: meanings } : { enum: codes.map(({ code }) => code) }),
    });
  }
  const named = new Map<string, z.ZodType>([
    ...Object.entries(publishedAnswers),
    ...Object.entries(publishedTokens),
    ['Problem', problemSchema],
    ['ChoiceDataSubject', choiceDataSubjectSchema],
    ['DecidedBy', decidedBySchema],
    ['ConsentRequest', consentRequestSchema],
    ['FhirConsent', consentResourceSchema],
    ['WithdrawalRequest', withdrawalRequestSchema],
    ['NoticeRequest', noticeRequestSchema],
    ['ReviewRequest', reviewRequestSchema],
    ['AuthorityRequest', authorityRequestSchema],
    ['AuthorityQuestion', authorityQuestionSchema],
    ['EmergencyRequest', emergencyRequestSchema],
    ['ProtectionRequest', protectionRequestSchema],
    ['ProtectionEnding', protectionEndingRequestSchema],
    ['ChoiceRequest', choiceRequestSchema],
    ['ReuseRequest', reuseRequestSchema],
    ['ReuseAgreementRequest', reuseAgreementSchema],
    ['ReuseEnding', reuseEndingSchema],
    ['RelationshipRequest', relationshipRequestSchema],
    ['RelationshipEnding', relationshipEndingSchema],
    ['HoldDecision', holdDecisionSchema],
    ['CaseOutcome', caseOutcomeSchema],
    ['FamilyNotice', familyNoticeSchema],
    ['DeadlineNote', deadlineNoteSchema],
    ['LocatorRequest', locatorRequestSchema],
    ['AccessEvaluation', accessEvaluationSchema],
    ['AccessEvaluations', accessEvaluationsSchema],
    ['Question', questionSchema],
    ['RecordRequest', recordRequestSchema],
    ...recordTypes.flatMap((type) => [
      [`Message${type.code}`, type.schema] as const,
      ...type.paths.map(({ path, content }) => [partName(type, path), content] as const),
    ]),
  ]);
  const extras = new Map<string, object>(recordTypes.flatMap(describeRecordType));
  for (const [name, schema] of Object.entries(renderSchemas(named))) {
    registry.registerComponent('schemas', name, { ...schema, ...extras.get(name) });
  }
  registry.registerComponent('schemas', 'Message', {
    description:
      'One message about one child or young person: an envelope, and the parts that are decided on.',
    oneOf: recordTypes.map(({ code }) => refTo(`Message${code}`)),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(recordTypes.map(({ code }) => [code, refTo(`Message${code}`).$ref])),
    },
  });
  registry.registerComponent('schemas', 'DecisionRequest', {
    description:
      'What you ask about: the message as you would send it, or a question (`form`) about a message of any type of the catalogue, with its parts by their labels and no content.',
    anyOf: [refTo('Message'), refTo('Question')],
  });
}

/** What zod's rendering of a record type cannot know. */
function describeRecordType(type: RecordType): readonly (readonly [string, object])[] {
  const paths = type.paths.map(({ path, plain, required }): PublishedPath => ({
    path,
    plain,
    required,
    content: refTo(partName(type, path)),
  }));
  return [
    [
      `Message${type.code}`,
      {
        description: `${type.plain}. ${type.versions.length === 1 ? 'Version' : 'Versions'} ${type.versions.join(', ')}. ${type.clock}`,
        'x-assent-paths': paths,
      },
    ],
    ...type.paths.map(({ path, plain }) => [partName(type, path), { description: plain }] as const),
  ];
}

function partName(type: RecordType, path: string): string {
  return `${type.code}${path.replaceAll('/', '.').replaceAll(/[{}]/g, '')}`;
}

function renderSchemas(named: ReadonlyMap<string, z.ZodType>): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  // Two names for one schema instance would lose one of them: each name gets an instance of its own.
  const seen = new Set<z.ZodType>();
  for (const [id, schema] of named) {
    registry.add(seen.has(schema) ? schema.clone() : schema, { id });
    seen.add(schema);
  }
  const rendered = z.toJSONSchema(registry, {
    io: 'input',
    unrepresentable: 'any',
    uri: (id) => refTo(id).$ref,
    override: ({ jsonSchema }) => {
      // Our types are read-only in the program; in a contract the word means "only in answers".
      delete jsonSchema.readOnly;
      const list = findCodeList(jsonSchema.enum);
      if (list === undefined) return;
      delete jsonSchema.enum;
      delete jsonSchema.type;
      jsonSchema.$ref = refTo(list).$ref;
    },
  });
  return Object.fromEntries(
    Object.entries(rendered.schemas).map(([name, schema]) => {
      const members = Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id');
      return [name, Object.fromEntries(members)];
    }),
  );
}

/** The vocabulary whose codes these are, all of them and no others. */
function findCodeList(values: readonly unknown[] | undefined): string | undefined {
  if (values === undefined) return undefined;
  return codeLists.find(
    ({ codes }) => codes.length === values.length && codes.every(({ code }, index) => code === values[index]),
  )?.name;
}
