import { buildGoVerifier } from '../support/go-verifier.ts';
import { readCounts } from '../support/read-counts.ts';
import { withTemplates } from '../support/with-templates.ts';
import { isAlarm } from './judge.ts';
import { moves } from './moves.ts';
import { runHonest, runMoves } from './run-tamper.ts';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/*
 * npm run fault:tamper: the 24 moves of a database administrator against verifiers that have public keys, one older witnessed
 * checkpoint and the witness's own latest one; and 100 honest logs, of which none must be accused.
 */

const { honest } = readCounts({ honest: 100 });
const go = buildGoVerifier();
await withTemplates(async () => {
  const findings = await runMoves(go, ({ move, judgement, detected }) => {
    const { beside, folder } = judgement;
    const said = [...new Set([...beside, ...folder])].join(',');
    const other = judgement.go === null ? '' : ` go=${judgement.go ? 'satisfied' : 'alarmed'}`;
    say(`${move.number} ${move.name}: ${detected ? 'found' : 'NOT FOUND'} (${said})${other}`);
  });
  const detected = findings.filter((finding) => finding.detected).length;
  const accused = await runHonest(honest, (name, judgement) => {
    if (isAlarm(judgement))
      say(`an honest log was accused after ${name}: ${[...judgement.beside, ...judgement.folder].join(',')}`);
  });
  say(`honest_logs=${honest} detected=${detected}/${moves.length} false_alarms=${accused}`);
  if (detected !== 24 || moves.length !== 24 || accused > 0) process.exitCode = 1;
});
