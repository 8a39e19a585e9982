import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

const shown = 20;
const shownWithin = 80;

/** Of the profile of a process's main thread: the share of the CPU time by room, package and part of Node, and by function. */
export async function tellWhereTimeWent(directory: string): Promise<string> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.cpuprofile'));
  const texts = await Promise.all(files.map((name) => readFile(join(directory, name), 'utf8')));
  // The loader of modules has a thread and a profile of its own, a small one.
  const [text] = texts.toSorted((one, other) => other.length - one.length);
  if (text === undefined) return 'no profile was written\n';
  const profile = JSON.parse(text) as CpuProfile;
  const places = new Map<string, number>();
  const functions = new Map<string, number>();
  const nodes = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const within = new Map<string, number>();
  let busy = 0;
  for (const [position, id] of profile.samples.entries()) {
    const frame = nodes.get(id);
    const time = profile.timeDeltas[position] ?? 0;
    if (frame === undefined || frame.functionName === '(idle)') continue;
    busy += time;
    const place = placeOf(frame.url, frame.functionName);
    places.set(place, (places.get(place) ?? 0) + time);
    const name = `${frame.functionName || '(anonymous)'} in ${place}`;
    functions.set(name, (functions.get(name) ?? 0) + time);
    const callers = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const caller = nodes.get(at);
      if (caller !== undefined)
        callers.add(`${caller.functionName || '(anonymous)'} in ${placeOf(caller.url, caller.functionName)}`);
    }
    for (const caller of callers) within.set(caller, (within.get(caller) ?? 0) + time);
  }
  const tell = (figures: ReadonlyMap<string, number>, most = shown): readonly string[] =>
    [...figures]
      .sort(([, one], [, other]) => other - one)
      .slice(0, most)
      .map(([name, time]) => `${((100 * time) / busy).toFixed(1).padStart(6)} %  ${name}`);
  return `${['CPU time by place', ...tell(places), 'CPU time by function', ...tell(functions), 'CPU time with what it calls', ...tell(within, shownWithin)].join('\n')}\n`;
}

function placeOf(url: string, functionName: string): string {
  const ours = /\/src\/(.+)\.ts$/.exec(url)?.[1];
  if (ours !== undefined) return `src/${ours}`;
  const [, scope] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  if (scope !== undefined) return scope;
  return url.startsWith('node:') ? url.split('/', 2).join('/') : functionName;
}
