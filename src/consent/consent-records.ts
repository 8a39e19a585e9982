import { createHash } from 'node:crypto';
import { type KeyStore, SealBrokenError } from '../keystore/index.ts';
import type { StatedRecords } from '../ledger/index.ts';
import { type JsonObject, canonicalJson } from '../platform/index.ts';
import { openBody } from './consent-body.ts';
import { type ConsentRow, findAllRows } from './consent-sql.ts';

const events: readonly unknown[] = ['CONSENT_RECORDED', 'CONSENT_WITHDRAWN', 'CONSENT_MOVED'];

/**
 * Lets the ledger's verifier hold every version of every choice against its entry: that it is there, its status, type and kind,
 * and the very text of what was chosen. Who flips a withdrawal back, or deletes it, is found.
 */
export function consentRecords(keyStore: Pick<KeyStore, 'openForPerson'>): StatedRecords {
  return {
    kind: 'CONSENT',
    readStatement: (content) => {
      const { event, consentId, version, status, type, kind, bodyHash } = content;
      if (!events.includes(event) || typeof consentId !== 'string' || typeof version !== 'number')
        return undefined;
      return {
        key: `${consentId} ${version}`,
        state: spell({ status, type, kind, bodyHash } as JsonObject),
      };
    },
    listRecords: async (database) => {
      const rows = await findAllRows(database);
      return Promise.all(
        rows.map(async (row) => ({
          key: `${row.consentId} ${row.version}`,
          state: await findState(keyStore, row),
        })),
      );
    },
  };
}

async function findState(keyStore: Pick<KeyStore, 'openForPerson'>, row: ConsentRow): Promise<string> {
  try {
    const text = await openBody(keyStore, row);
    if (text === undefined) return 'ERASED';
    const { status, type, kind } = row;
    return spell({ status, type, kind, bodyHash: createHash('sha256').update(text).digest('hex') });
  } catch (fault) {
    if (fault instanceof SealBrokenError) return 'ALTERED';
    throw fault;
  }
}

function spell(state: JsonObject): string {
  return canonicalJson(state);
}
