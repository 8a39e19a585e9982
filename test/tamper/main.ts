import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGoVerifier } from '../support/go-verifier.ts';
import { prepareTemplates } from '../support/template-databases.ts';
import { isAlarm } from './judge.ts';
import { moves } from './moves.ts';
import { runHonest, runMoves } from './run-tamper.ts';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/*
 * npm run fault:tamper: the 24 moves of a database administrator against verifiers that have public keys, one older witnessed
 * checkpoint and the witness's own latest one; and 100 honest logs, of which none must be accused.
 */

const honest = Number(process.argv[2] ?? 100);
const directory = await mkdtemp(join(tmpdir(), 'assent-tamper-run-'));
// As root, PostgreSQL runs as another user, which has to pass through.
await chmod(directory, 0o711);
const templates = await prepareTemplates(directory);
Object.assign(process.env, templates.environment);
const go = buildGoVerifier();
try {
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
} finally {
  await templates.tearDown();
  await rm(directory, { recursive: true, force: true });
}
