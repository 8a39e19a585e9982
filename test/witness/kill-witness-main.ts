import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../src/platform/index.ts';
import { parseVerifierKey } from '../../src/tlog/index.ts';

/**
 * A witness as a process that kills itself, as `kill -9` would, just before the n-th thing that it does to a file after it was
 * told so; one more than there are: after the last of them, before it answers.
 */
const [folder = '', name = '', vkey = ''] = process.argv.slice(2);
let left = Number.POSITIVE_INFINITY;

function step(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

const { open, rename } = fs;
const wrap = (handle: FileHandle): FileHandle =>
  new Proxy(handle, {
    get: (target, member) => {
      const value: unknown = Reflect.get(target, member);
      if (typeof value !== 'function') return value;
      return (...given: readonly unknown[]): unknown => {
        step();
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
fs.open = async (...given) => {
  step();
  return wrap(await open(...given));
};
fs.rename = (...given) => {
  step();
  return rename(...given);
};
syncBuiltinESMExports();

const { openWitness, serveWitness } = await import('../../src/witness/index.ts');
const key = parseVerifierKey(vkey);
if (!key.ok) throw new Error(key.refusal);
const inner = await openWitness({ folder, name, logs: [key.value], clock: systemClock });
const witness: typeof inner = {
  ...inner,
  addCheckpoint: async (body) => {
    const added = await inner.addCheckpoint(body);
    step();
    return added;
  },
};
const server = serveWitness(witness, null, () => undefined);
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('message', ({ killBefore }: { killBefore: number }) => {
  left = killBefore;
  process.send?.({ armed: true });
});
process.on('disconnect', () => process.exit(0));
