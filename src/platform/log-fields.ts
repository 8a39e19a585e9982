import { uuidShape } from './uuid-shape.ts';

const hexadecimal = /^[0-9a-f]{16,64}$/;
const code = /^[A-Za-z][A-Za-z0-9_.:/-]{0,79}$/;
const route = /^(?:[A-Z]{3,7} )?\/[A-Za-z0-9_./:{}*-]{0,119}$/;
const place = /^[A-Za-z0-9_.:/@<>()[\]#$*, +-]{1,300}$/;
/** SQLSTATE codes begin with digits. */
const word = /^[A-Za-z0-9_-]{1,60}$/;
/** No code of ours has so many digits in a row; identifiers of people do. */
const longDigits = /\d{7,}/;

/** What a key of a log line may hold. Everything else is left out, so that no payload can be logged by mistake. */
type FieldKind = 'ID' | 'HEX' | 'WORD' | 'CODE' | 'CODES' | 'NUMBER' | 'ROUTE' | 'FLAG' | 'PLACES';

const fieldKinds = {
  exchangeId: 'ID',
  organisationId: 'ID',
  recipientOrganisationId: 'ID',
  sourceOrganisationId: 'ID',
  systemId: 'ID',
  agreementId: 'ID',
  entryId: 'ID',
  deliveryId: 'ID',
  noticeId: 'ID',
  requestId: 'ID',
  traceId: 'HEX',
  purpose: 'CODE',
  messageType: 'CODE',
  mode: 'CODE',
  stage: 'CODE',
  outcome: 'CODE',
  problem: 'CODE',
  policyBundle: 'CODE',
  errorName: 'CODE',
  errorCode: 'WORD',
  queue: 'CODE',
  task: 'CODE',
  component: 'CODE',
  signal: 'CODE',
  version: 'CODE',
  method: 'CODE',
  reasons: 'CODES',
  migrations: 'CODES',
  route: 'ROUTE',
  status: 'NUMBER',
  durationMs: 'NUMBER',
  receiveMs: 'NUMBER',
  identifyMs: 'NUMBER',
  resolveMs: 'NUMBER',
  decideMs: 'NUMBER',
  redactMs: 'NUMBER',
  recordMs: 'NUMBER',
  deliverMs: 'NUMBER',
  bytes: 'NUMBER',
  count: 'NUMBER',
  released: 'NUMBER',
  withheld: 'NUMBER',
  held: 'NUMBER',
  attempt: 'NUMBER',
  port: 'NUMBER',
  treeSize: 'NUMBER',
  policyVersion: 'NUMBER',
  urgent: 'FLAG',
  emergency: 'FLAG',
  stack: 'PLACES',
} as const satisfies Record<string, FieldKind>;

interface ValueOfKind {
  ID: string;
  HEX: string;
  WORD: string;
  CODE: string;
  ROUTE: string;
  CODES: readonly string[];
  NUMBER: number;
  FLAG: boolean;
  PLACES: readonly string[];
}

/** The keys that a log line may carry, none of which can hold personal data. */
export type LogFields = {
  readonly [Key in keyof typeof fieldKinds]?: ValueOfKind[(typeof fieldKinds)[Key]] | undefined;
};

/** What stands in place of a value that does not look like what its key may hold. */
export const withheldFromLog = '(not logged)';

/** Keeps the allowed keys, each with a value of its kind; unknown keys vanish, odd values are replaced. */
export function keepLogFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, kind] of Object.entries(fieldKinds)) {
    const value = fields[key];
    if (value !== undefined) kept[key] = keepValue(kind, value);
  }
  return kept;
}

/** Whether a text is a code that says what happened, in our own words. */
export function isLogCode(text: unknown): text is string {
  return typeof text === 'string' && code.test(text) && !longDigits.test(text);
}

function keepValue(kind: FieldKind, value: unknown): unknown {
  switch (kind) {
    case 'ID':
      return keepText(value, uuidShape);
    case 'HEX':
      return keepText(value, hexadecimal);
    case 'WORD':
      return typeof value === 'string' && !longDigits.test(value) ? keepText(value, word) : withheldFromLog;
    case 'CODE':
      return isLogCode(value) ? value : withheldFromLog;
    case 'ROUTE':
      return typeof value === 'string' && !longDigits.test(value) ? keepText(value, route) : withheldFromLog;
    case 'NUMBER':
      return typeof value === 'number' && Number.isFinite(value) ? value : withheldFromLog;
    case 'FLAG':
      return typeof value === 'boolean' ? value : withheldFromLog;
    case 'CODES':
      return keepList(value, (item) => (isLogCode(item) ? item : withheldFromLog));
    case 'PLACES':
      return keepList(value, (item) =>
        typeof item === 'string' && !longDigits.test(item) ? keepText(item, place) : withheldFromLog,
      );
  }
}

function keepText(value: unknown, pattern: RegExp): string {
  return typeof value === 'string' && pattern.test(value) ? value : withheldFromLog;
}

function keepList(value: unknown, keepItem: (item: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.slice(0, 50).map(keepItem) : withheldFromLog;
}
