import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { Ledger } from '../ledger/index.ts';
import { type CaseId, type PersonId, newId } from '../platform/index.ts';
import type { SealedCase } from './create-cases.ts';
import { type Saying, type SayingBody, sayingBodySchema } from './saying.ts';
import { type SayingRow, findSayingRow, findSayingRows, insertSaying } from './sayings-sql.ts';

/** What people say themselves, to the officers of a service or to be kept. */
export interface Sayings {
  /** Writes it down with its case, in one statement. False where something of this name was written before. */
  say(saying: Saying, cases: readonly SealedCase[]): Promise<boolean>;
  /** What somebody said about a person, the newest first. */
  listSayings(person: PersonId, about: PersonId): Promise<readonly Saying[]>;
  /** One thing that somebody said; absent where there is none, or where its key is destroyed. */
  findSaying(sayingId: CaseId): Promise<Saying | undefined>;
}

/** What it works with. */
export interface SayingsDeps {
  readonly pool: Queryable;
  readonly keyStore: Pick<KeyStore, 'sealForPerson' | 'openForPerson'>;
  readonly ledger: Pick<Ledger, 'prepare'>;
}

/** Opens what people say over its dependencies. */
export function createSayings({ pool, keyStore, ledger }: SayingsDeps): Sayings {
  /** Under the keys of both, one inside the other: gone with either. */
  async function seal(saying: Saying): Promise<Buffer> {
    const { sayingId, person, about, kind, to, language, words, needs, exchangeId } = saying;
    const body: SayingBody = { kind, to, language, words, needs, exchangeId };
    const inner = await keyStore.sealForPerson(
      person,
      Buffer.from(JSON.stringify(body)),
      contextOf(sayingId),
    );
    return keyStore.sealForPerson(about, inner, contextOf(sayingId));
  }

  async function open({ body, ...row }: SayingRow): Promise<Saying | undefined> {
    const inner = await keyStore.openForPerson(row.about, body, contextOf(row.sayingId));
    const text = inner && (await keyStore.openForPerson(row.person, inner, contextOf(row.sayingId)));
    if (text === undefined) return undefined;
    const read: SayingBody = sayingBodySchema.parse(JSON.parse(text.toString('utf8')));
    return { ...row, ...read };
  }

  return {
    say: async (saying, cases) => {
      const { sayingId, person, about, saidAt, kind, language } = saying;
      return insertSaying(pool, {
        sayingId,
        personId: person,
        aboutId: about,
        saidAt: saidAt.toISOString(),
        body: (await seal(saying)).toString('base64'),
        cases,
        entries: await ledger.prepare([
          {
            entryId: newId<'Entry'>(),
            kind: 'FAMILY',
            at: saidAt,
            parts: [
              {
                about: [...new Set([person, about])],
                // That something was said, for its own sake: nobody but who said it finds it by searching.
                silent: true,
                content: { schema: 'assent.saying/1', sayingId, kind, language, by: person },
              },
            ],
          },
        ]),
      });
    },
    listSayings: async (person, about) => {
      const rows = await findSayingRows(pool, person, about);
      return (await Promise.all(rows.map(open))).filter((each) => each !== undefined);
    },
    findSaying: async (sayingId) => {
      const row = await findSayingRow(pool, sayingId);
      return row && open(row);
    },
  };
}

function contextOf(sayingId: CaseId): string {
  return `saying:${sayingId}`;
}
