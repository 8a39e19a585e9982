import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const version = '147.0.0';

/**
 * Starts the Chromium that comes with the packages, with the libraries and fonts that it brings: nothing need be installed, and it
 * runs as root and as anybody. It is unpacked once for each user of the machine.
 */
export async function openBrowser(): Promise<Browser> {
  const directory = await unpackBrowser();
  return chromium.launch({
    executablePath: join(directory, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(directory, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(directory, 'fonts.conf'),
    },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
    ],
  });
}

async function unpackBrowser(): Promise<string> {
  const directory = join(tmpdir(), `assent-browser-${version}-${process.getuid?.() ?? 'user'}`);
  if (existsSync(join(directory, 'chromium'))) return directory;
  const fresh = await mkdtemp(`${directory}-`);
  // The package unpacks its libraries only where it believes to be on the service that it was made for.
  await promisify(execFile)(
    process.execPath,
    [fileURLToPath(new URL('./unpack-browser.mjs', import.meta.url))],
    { env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' } },
  );
  await writeFile(join(fresh, 'fonts.conf'), listFonts(directory));
  try {
    await rename(fresh, directory);
  } catch {
    // Another process was quicker; its copy is as good.
    await rm(fresh, { recursive: true, force: true });
  }
  return directory;
}

/** The fonts that the browser brings, and those of the machine. */
function listFonts(directory: string): string {
  return `<?xml version="1.0"?>
<fontconfig>
  <dir>${directory}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${directory}/fonts-cache</cachedir>
</fontconfig>
`;
}
