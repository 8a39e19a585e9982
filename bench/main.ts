import { join } from 'node:path';
import { benchDecide } from './decide.ts';
import { benchExchange } from './exchange/bench-exchange.ts';
import { benchLedger } from './ledger.ts';
import { type Options, readOptions } from './options.ts';
import { benchPortal } from './portal.ts';
import { benchRedact } from './redact.ts';
import { benchRehearse } from './rehearse.ts';
import { type Report, publishReport } from './report.ts';

/** `npm run bench -- NAME…`: measures, prints medians with their spread and ratios, and fails where a goal is missed. */
const benches: Readonly<Record<string, (options: Options) => Promise<Report>>> = {
  decide: benchDecide,
  redact: benchRedact,
  ledger: benchLedger,
  exchange: benchExchange,
  portal: benchPortal,
  rehearse: benchRehearse,
};

const options = readOptions(process.argv.slice(2), join(import.meta.dirname, 'results'));
const unknown = options.names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0 || options.names.length === 0) {
  process.stderr.write(
    `${unknown.join(', ') || 'No name'}: benches are ${Object.keys(benches).join(', ')}.\n`,
  );
  process.exitCode = 2;
} else
  for (const name of options.names) {
    const report = await benches[name]?.(options);
    if (report !== undefined && !publishReport(report, options.results)) process.exitCode = 1;
  }
