import { destroyPersonKeys } from '../../src/keystore/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { draftDecision, makeSigner } from '../support/ledger.ts';
import { type HonestLog, makeHonestLog } from './honest-log.ts';
import { type Judgement, type JudgesEvidence, isAlarm, judge } from './judge.ts';
import { type Move, moves } from './moves.ts';
import { dumpInto, keep, restore, tamper } from './tamper-sql.ts';

/** What became of one move. */
export interface MoveFinding {
  readonly move: Move;
  readonly judgement: Judgement;
  /** Whether what the move must lead to was found, and not just anything. */
  readonly detected: boolean;
}

/** What the judge of a log has. */
function evidenceOf({ test, witness, older }: HonestLog): JudgesEvidence {
  return {
    logKeys: [test.signer.verifierKey],
    witnessKey: witness.verifierKey,
    older,
    latest: witness.latest,
  };
}

/** Makes every move, each on a log that was honest before, and has it judged. */
export async function runMoves(
  go: string | null,
  tell: (finding: MoveFinding) => void,
): Promise<readonly MoveFinding[]> {
  const log = await makeHonestLog(330);
  const findings: MoveFinding[] = [];
  try {
    await tamper(log.database, ...keep('honest'));
    for (const move of moves) {
      const made = await move.make(log);
      const shown = { ledger: log.open(), served: log.witness.latest, ...made };
      const judgement = await judge(shown, evidenceOf(log), go);
      const found: readonly string[] = [...judgement.beside, ...judgement.folder];
      const finding = { move, judgement, detected: found.includes(move.finds) };
      findings.push(finding);
      tell(finding);
      await tamper(
        log.database,
        ...restore('honest'),
        'drop schema if exists straight cascade',
        'drop table if exists public.swapped',
        'alter table ledger.entries drop constraint if exists entries_once',
        'alter table ledger.entries add constraint entries_once unique (entry_id)',
      );
    }
  } finally {
    await log.database.drop();
  }
  return findings;
}

/** What honest operators do with a database, each way by its name; it must raise no alarm. */
const upkeep: readonly (readonly [string, (log: HonestLog) => Promise<Judgement>])[] = [
  [
    'vacuum',
    async (log) => {
      for (const table of ['entries', 'entry_parts', 'part_wraps', 'entry_index', 'tiles', 'checkpoints'])
        await log.database.owner.query(`vacuum full ledger.${table}`);
      return judge({ ledger: log.open(), served: log.witness.latest }, evidenceOf(log), null);
    },
  ],
  [
    'dump-and-restore',
    async (log) => {
      const restored = await createTestDatabase();
      try {
        await dumpInto(log.database, restored);
        const ledger = log.open({ database: restored });
        await log.append(ledger, 3);
        return await judge({ ledger, served: await log.witness.cosign(ledger) }, evidenceOf(log), null);
      } finally {
        await restored.drop();
      }
    },
  ],
  [
    'key-rotation',
    async (log) => {
      const former = log.test.signer.verifierKey;
      const signer = makeSigner();
      const ledger = log.open({ signer, formerKeys: [former] });
      await log.append(ledger, 3);
      const evidence = { ...evidenceOf(log), logKeys: [signer.verifierKey, former] };
      // The witness is told of the new key before it is asked again; the note that it gives is of the new key then.
      const served = await log.witness.sign(await ledger.publishCheckpoint());
      return judge({ ledger, served }, { ...evidence, latest: served }, null);
    },
  ],
  [
    'pruning',
    async (log) =>
      judge({ ledger: log.open(), served: log.witness.latest, minimumIndex: 40 }, evidenceOf(log), null),
  ],
  [
    'erasure',
    async (log) => {
      const [person] = log.people.slice(2);
      if (person === undefined) throw new Error('there are people');
      const { rows } = await log.database.owner.query<{ entry_index: string }>(
        'select distinct entry_index from ledger.part_wraps where person_id = $1 order by entry_index',
        [person],
      );
      const entries = rows.map((row) => Number(row.entry_index));
      await destroyPersonKeys(log.database.keysEraser, [person]);
      await log.database.eraser.query(
        'delete from ledger.entry_index where entry_index = any($1::bigint[])',
        [entries],
      );
      await log.database.eraser.query('delete from ledger.part_wraps where person_id = $1', [person]);
      const ledger = log.open();
      const content = { schema: 'assent.erasure/1', entries };
      const erasure = draftDecision([], { kind: 'ERASURE', parts: [{ about: [], content }] });
      await ledger.append(await ledger.prepare([erasure]));
      return judge({ ledger, served: await log.witness.cosign(ledger) }, evidenceOf(log), null);
    },
  ],
];

/** Has so many honest logs judged, of different sizes and each with another kind of upkeep. Gives those that were accused. */
export async function runHonest(
  logs: number,
  tell: (name: string, judgement: Judgement) => void,
): Promise<number> {
  let accused = 0;
  for (let number = 0; number < logs; number += 1) {
    const [name, keepUp] = upkeep[number % upkeep.length] ?? [
      '',
      () => Promise.reject(new Error('no upkeep')),
    ];
    const log = await makeHonestLog(6 + ((number * 37) % 290));
    try {
      const judgement = await keepUp(log);
      if (isAlarm(judgement)) accused += 1;
      tell(name, judgement);
    } finally {
      await log.database.drop();
    }
  }
  return accused;
}
