import { type KeyStore, SealBrokenError } from '../keystore/index.ts';
import type { StatedRecords } from '../ledger/index.ts';
import { type JsonObject, canonicalJson } from '../platform/index.ts';
import { openBody } from './consent-body.ts';
import { type ConsentRow, findAllEpochs, findAllRows } from './consent-sql.ts';
import { hashBodyText } from './shown-version.ts';

const events: readonly unknown[] = ['CONSENT_RECORDED', 'CONSENT_WITHDRAWN', 'CONSENT_MOVED'];

/**
 * Lets the ledger's verifier hold every version of every choice against its entry: that it is there, its status, type and kind,
 * whether it is a choice of its own, the very text of what was chosen, and its place among the choices about the person. Who
 * flips a withdrawal back, deletes it, makes an older choice the newer one or sets an epoch back, is found.
 */
export function consentRecords(keyStore: Pick<KeyStore, 'openForPerson'>): StatedRecords {
  return {
    kind: 'CONSENT',
    readStatement: (content) => {
      const { event, consentId, version, status, type, kind, bodyHash } = content;
      if (!events.includes(event) || typeof consentId !== 'string' || typeof version !== 'number')
        return undefined;
      // A draft becomes a choice when it becomes active; every other move keeps the choice of the version before.
      const isChoice = event === 'CONSENT_RECORDED' || (event === 'CONSENT_MOVED' && status === 'active');
      return {
        key: `${consentId} ${version}`,
        state: spell({ status, type, kind, bodyHash, isChoice } as JsonObject),
      };
    },
    listRecords: async (database) => {
      const rows = await findAllRows(database);
      return Promise.all(
        rows.map(async (row, at) => ({
          key: `${row.consentId} ${row.version}`,
          state: await findState(keyStore, row, rows[at - 1]),
          group: row.dataSubject,
          place: row.sequence,
        })),
      );
    },
    listEnds: async (database) =>
      (await findAllEpochs(database)).map(({ person, epoch }) => ({ group: person, end: Number(epoch) })),
  };
}

async function findState(
  keyStore: Pick<KeyStore, 'openForPerson'>,
  row: ConsentRow,
  before: ConsentRow | undefined,
): Promise<string> {
  try {
    const text = await openBody(keyStore, row);
    if (text === undefined) return 'ERASED';
    const { status, type, kind, sequence, chosenSequence } = row;
    const isChoice = chosenSequence === sequence;
    const carried = before?.consentId === row.consentId ? before.chosenSequence : undefined;
    if (!isChoice && chosenSequence !== carried) return 'ALTERED';
    return spell({ status, type, kind, bodyHash: hashBodyText(text), isChoice });
  } catch (fault) {
    if (fault instanceof SealBrokenError) return 'ALTERED';
    throw fault;
  }
}

function spell(state: JsonObject): string {
  return canonicalJson(state);
}
