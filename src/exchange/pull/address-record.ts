import {
  type ExchangeId,
  type JsonValue,
  type Result,
  isJsonArray,
  isJsonObject,
  ok,
  refuse,
} from '../../platform/index.ts';
import {
  type FhirMessage,
  type LabelledSegment,
  type Message,
  type RecordRequest,
  labelMessage,
  meetsFilters,
  parseMessage,
  statementNames,
} from '../../records/index.ts';
import { markRetracted } from '../corrections/retractions.ts';
import type { House } from '../house.ts';
import type { GivenJudgements } from '../resolve/given-judgements.ts';
import type { IdentifiedMessage } from '../resolve/resolved-exchange.ts';
import { type PullParties, readerOf } from './probe-request.ts';
import { type WantedRecord, listUnasked } from '../redact/index.ts';
import type { HolderAnswer } from './ask-holder.ts';

/** How the record is asked for: as a message, or at the FHIR doors as a search or a read. */
export type RecordForm = Omit<WantedRecord, 'entries'> & { readonly resourceId?: string };

type GivenRecord = Extract<HolderAnswer, { kind: 'MESSAGE' | 'RESOURCES' }>;

/**
 * What the holder gave as a message to whoever asked, under the purpose and the grounds of the request. What the holder's message
 * states for a sending of its own (an attestation, a release by a named person, an exception) was signed by nobody for this one
 * and is left out; that somebody decided not to share it counts. Refused, with a code, where it is no answer to the request.
 */
export async function addressRecord(
  house: Pick<House, 'keyStore' | 'pool' | 'codes' | 'recordParts'>,
  exchangeId: ExchangeId,
  request: RecordRequest,
  parties: PullParties,
  given: GivenRecord,
  {
    at,
    emergency,
    form,
  }: {
    readonly at: Date;
    readonly emergency: GivenJudgements['emergency'] | undefined;
    readonly form: RecordForm;
  },
): Promise<Result<IdentifiedMessage, string>> {
  const parsed =
    given.kind === 'MESSAGE'
      ? readMessage(house, given.message, request, parties)
      : ok(wrapResources(request, parties, given));
  if (!parsed.ok) return parsed;
  const message = addressTo(exchangeId, request, parties, parsed.value);
  // What we have put together ourselves is held against the same rules as what came in.
  const checked = parseRecord(
    house,
    JSON.parse(JSON.stringify(message)) as Parameters<typeof parseMessage>[0],
  );
  if (!checked.ok) return checked;
  const { doNotShare } = parsed.value;
  const wanted = given.kind === 'MESSAGE' ? undefined : findWanted(given, form);
  return ok({
    kind: 'PULL',
    message: checked.value,
    labelled: await markRetracted(
      house,
      parties.holder.organisation.organisationId,
      [parsed.value.messageId],
      neutralise(labelMessage(checked.value, house.codes), wanted),
    ),
    carries: { messageIds: [parsed.value.messageId], comparedWith: null },
    ...(wanted === undefined ? {} : { wanted }),
    requester: { ...parties.holder, practitioner: null },
    asker: parties.asker,
    at,
    given: {
      ...(emergency === undefined ? {} : { emergency }),
      ...(doNotShare === undefined ? {} : { moreDetrimental: doNotShare }),
    },
  });
}

function parseRecord(
  { recordParts }: Pick<House, 'recordParts'>,
  json: Parameters<typeof parseMessage>[0],
): Result<Message, string> {
  const parsed = parseMessage(json, { mostParts: recordParts });
  if (parsed.ok) return parsed;
  const tooMany = parsed.refusal.some(({ rule }) => rule === 'too-many-parts');
  return refuse(tooMany ? 'too-many-parts' : 'record-invalid');
}

function readMessage(
  house: Pick<House, 'recordParts'>,
  json: Parameters<typeof parseMessage>[0],
  request: RecordRequest,
  { holder }: PullParties,
): Result<Message, string> {
  const parsed = parseRecord(house, json);
  if (!parsed.ok) return parsed;
  const { type, source } = parsed.value;
  if (type !== request.type) return refuse('record-of-another-type');
  const ownRecord = holder.organisation.identifiers.some(
    ({ system, value }) => system === source.organisation.system && value === source.organisation.value,
  );
  return ownRecord ? parsed : refuse('record-of-another-source');
}

/** Of what was found, what was asked for. */
function findWanted(
  { bundle, asked }: Extract<GivenRecord, { kind: 'RESOURCES' }>,
  { form, filters, self }: RecordForm,
): WantedRecord {
  const found = bundle['entry'];
  const entries: readonly JsonValue[] = isJsonArray(found) ? found : [];
  const meeting = asked.filter((position) => {
    const entry = entries[position];
    const resource = isJsonObject(entry) ? entry['resource'] : undefined;
    return isJsonObject(resource) && meetsFilters(resource, filters);
  });
  return { form, filters, self, entries: meeting };
}

/** What nobody asked for is as secret as ever, but nothing waits for it and nothing is missed without it. */
function neutralise(
  labelled: readonly LabelledSegment[],
  wanted: WantedRecord | undefined,
): readonly LabelledSegment[] {
  const unasked = listUnasked(labelled, wanted);
  return labelled.map((part) =>
    unasked.has(part.segmentId) ? { ...part, mandatory: false, safetyCritical: false } : part,
  );
}

/** Found by searches, it has no author: what of it has no label waits for the holder's information governance. */
function wrapResources(
  { source, urgency, purposeCode, subject, requestId }: RecordRequest,
  parties: PullParties,
  { bundle, patient }: Extract<GivenRecord, { kind: 'RESOURCES' }>,
): FhirMessage {
  return {
    messageId: requestId,
    type: 'FHIR',
    schemaVersion: '4.0',
    source,
    author: { role: 'IG_OFFICER', id: parties.holder.system.clientId },
    recipients: [],
    urgency,
    purposeCode,
    subject: { ...subject, reference: patient },
    familyInformed: { status: 'PENDING' },
    resource: bundle,
  };
}

/** A message of the holder's to whoever asked. */
export function addressTo<Given extends Message>(
  exchangeId: ExchangeId,
  request: RecordRequest,
  parties: PullParties,
  message: Given,
): Given {
  // Nobody signed the sender's statements for this request.
  const kept = Object.entries(message).filter(([name]) => !statementNames.includes(name));
  const { requestId, urgency, purposeCode, legalPower, dutyKind, dutyAttestation } = request;
  return {
    ...(Object.fromEntries(kept) as Given),
    messageId: exchangeId,
    correlationId: request.correlationId ?? requestId,
    urgency,
    purposeCode,
    recipients: [readerOf(request, parties)],
    ...(legalPower === undefined ? {} : { legalPower }),
    ...(dutyKind === undefined ? {} : { dutyKind }),
    ...(dutyAttestation === undefined ? {} : { dutyAttestation }),
  };
}
