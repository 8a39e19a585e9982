import type { ChildProcess } from 'node:child_process';
import { type Seen, medianOf, ratioOf } from '../measure.ts';
import type { Options } from '../options.ts';
import type { Report } from '../report.ts';
import type { LoadOrder, LoadResult } from './messages.ts';
import { askChild } from '../../test/support/child-process.ts';
import { cpuMicrosecondsOf } from './cpu-time.ts';

/** What the load is sent to. The first one is the gateway. */
export interface Target {
  readonly name: string;
  readonly address: string;
  readonly pid: number;
}

interface Measured extends Seen {
  readonly perSecond: number[];
  readonly cpuMicroseconds: number[];
  readonly p50: number[];
  readonly p99: number[];
  errors: number;
}

/** Sends the same load to each target in turn, after a round that is not counted. */
export async function measureTargets(
  load: ChildProcess,
  targets: readonly Target[],
  options: Options,
): Promise<Pick<Report, 'seen' | 'figures'>> {
  const seen = targets.map(({ name }): Measured => ({
    name,
    perSecond: [],
    cpuMicroseconds: [],
    p50: [],
    p99: [],
    errors: 0,
  }));
  for (let round = 0; round <= options.rounds; round += 1)
    for (const [position, target] of targets.entries()) {
      const cpuBefore = cpuMicrosecondsOf(target.pid);
      const result = await order(load, target, options);
      const cpu = cpuMicrosecondsOf(target.pid) - cpuBefore;
      if (round > 0) note(seen[position], result, cpu);
    }
  const [gateway, express, node] = seen;
  if (gateway === undefined || express === undefined || node === undefined) throw new Error('three targets');
  return { seen, figures: tellFigures(gateway, express, node, options) };
}

function tellFigures(
  gateway: Measured,
  express: Measured,
  node: Measured,
  { openLoop }: Options,
): Report['figures'] {
  const added = (of: 'p50' | 'p99'): number => medianOf(gateway[of]) - medianOf(node[of]);
  return [
    { name: 'per_s', value: medianOf(gateway.perSecond), places: 0 },
    { name: 'express_ratio', value: ratioOf(gateway, express), goal: { atLeast: 1 } },
    { name: 'node_ratio', value: ratioOf(gateway, node) },
    { name: 'cpu_us', value: medianOf(gateway.cpuMicroseconds), places: 0 },
    { name: 'express_cpu_us', value: medianOf(express.cpuMicroseconds), places: 0 },
    { name: 'p50_added_ms', value: added('p50'), ...(openLoop === null ? {} : { goal: { atMost: 1 } }) },
    { name: 'p99_added_ms', value: added('p99'), ...(openLoop === null ? {} : { goal: { atMost: 8 } }) },
    { name: 'errors', value: gateway.errors, places: 0, goal: { atMost: 0 } },
  ];
}

async function order(
  load: ChildProcess,
  { address }: Target,
  { connections, requests, openLoop }: Options,
): Promise<LoadResult> {
  const wanted: LoadOrder = { target: address, connections, requests, rate: openLoop };
  return (await askChild(load, wanted)) as LoadResult;
}

function note(
  seen: Measured | undefined,
  { answered, seconds, latencies, errors }: LoadResult,
  cpuMicroseconds: number,
): void {
  if (seen === undefined) return;
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  seen.perSecond.push(answered / seconds);
  seen.cpuMicroseconds.push(cpuMicroseconds / Math.max(1, answered));
  seen.p50.push(at(0.5));
  seen.p99.push(at(0.99));
  for (const [what, count] of Object.entries(errors)) {
    seen.errors += count;
    process.stdout.write(`${seen.name}: ${count} × ${what}\n`);
  }
}
