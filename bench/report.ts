import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Seen, describeSeen } from './measure.ts';

/** A figure that the last line tells, and what it has to be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Decimal places in print. */
  readonly places?: number;
  /** What it has to be at least or at most, where that is asked for. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

/** What a bench found. */
export interface Report {
  readonly name: string;
  /** The conditions under which it ran, for whoever reads the file later. */
  readonly conditions: Readonly<Record<string, string | number | boolean>>;
  readonly seen: readonly Seen[];
  readonly figures: readonly Figure[];
}

/**
 * Prints what was seen and, last, the figures; keeps all of it in `bench/results/` with the machine and the versions.
 * @returns whether every goal was met
 */
export function publishReport(report: Report, directory: string): boolean {
  const { name, seen, figures, conditions } = report;
  for (const each of seen) process.stdout.write(`${describeSeen(each)}\n`);
  const missed = figures.filter((figure) => !isMet(figure));
  for (const { name: figure, value, goal } of missed)
    process.stdout.write(`${figure} is ${value.toPrecision(3)}, the goal ${JSON.stringify(goal)}\n`);
  const at = new Date().toISOString();
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, `${name}-${at.replaceAll(/[:.]/g, '-')}.json`),
    `${JSON.stringify({ name, at, machine: describeMachine(), conditions, figures, seen }, null, 2)}\n`,
  );
  process.stdout.write(
    `${figures.map((figure) => `${figure.name}=${figure.value.toFixed(figure.places ?? 2)}`).join(' ')}\n`,
  );
  return missed.length === 0;
}

function isMet({ value, goal }: Figure): boolean {
  if (goal === undefined) return true;
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
}

function describeMachine(): Readonly<Record<string, string | number>> {
  const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const versions = ['express', 'undici', 'pg', '@casl/ability', 'jose', 'winston'].map(
    (name): [string, string] => [name, dependencies[name] ?? 'none'],
  );
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    ...Object.fromEntries(versions),
  };
}
