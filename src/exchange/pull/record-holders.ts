import type { Agent } from 'undici';
import type { RecordService } from '../../agreements/index.ts';
import type { RecordRequest } from '../../records/index.ts';
import { type PeerIdentity, createPeerAgent, nameFault } from '../deliver/peer-agent.ts';
import { type HolderAnswer, HolderFault, exchangeJson } from './ask-holder.ts';
import { searchResources } from './search-resources.ts';

/** What a holder is asked for. */
export interface HolderQuestion {
  readonly service: RecordService;
  readonly request: RecordRequest;
  /** The one FHIR resource that is read, by the holder's own id. */
  readonly resourceId?: string;
  /** Who would read it. The holder may want to know, and keeps records of its own. */
  readonly readerOrganisation: RecordRequest['source']['organisation'];
  /** The holder is given up on then. */
  readonly signal: AbortSignal;
}

/** Asks other systems for records over mutual TLS. */
export interface RecordHolders {
  /** Asks once. Never throws for what the holder does. */
  ask(question: HolderQuestion): Promise<HolderAnswer>;
  /** Ends the kept-alive connections. */
  close(): Promise<void>;
}

/** The longest record that is read, in bytes. */
const recordBytes = 10 * 1024 * 1024;

/** Makes the one way by which records are asked for. Only registered addresses are asked, and no redirect is followed. */
export function createRecordHolders(identity: PeerIdentity): RecordHolders {
  const agent = createPeerAgent(identity, recordBytes);
  return {
    ask: async (question) => {
      try {
        return question.service.form === 'FHIR'
          ? await searchResources(agent, { ...question, base: question.service.url })
          : await askForMessage(agent, question);
      } catch (fault) {
        return fault instanceof HolderFault ? fault.answer : { kind: 'FAILED', why: nameFault(fault) };
      }
    },
    close: () => agent.close(),
  };
}

async function askForMessage(
  agent: Agent,
  { service, request, readerOrganisation, signal }: HolderQuestion,
): Promise<HolderAnswer> {
  const { requestId, type, purposeCode, urgency, subject, reader } = request;
  const asked = {
    requestId,
    type,
    purposeCode,
    urgency,
    subject: { identifiers: subject.identifiers },
    reader: { organisation: readerOrganisation, ...reader },
  };
  const message = await exchangeJson(agent, service.url, signal, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(asked),
  });
  return message === undefined ? { kind: 'NOTHING' } : { kind: 'MESSAGE', message };
}
