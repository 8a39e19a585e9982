import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes the file that names carriers, with files of its own for what it names by `…File`, and gives its path. */
export async function writeCarriers(
  carriers: Readonly<Record<string, Readonly<Record<string, string | number>>>>,
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'assent-carriers-'));
  const written: Record<string, Record<string, string | number>> = {};
  for (const [carrier, members] of Object.entries(carriers)) {
    written[carrier] = {};
    for (const [name, value] of Object.entries(members)) {
      if (name.endsWith('File'))
        await writeFile(join(directory, `${carrier}-${name}`), String(value), { mode: 0o600 });
      written[carrier][name] = name.endsWith('File') ? `${carrier}-${name}` : value;
    }
  }
  const path = join(directory, 'carriers.json');
  await writeFile(path, JSON.stringify(written), { mode: 0o600 });
  return path;
}
