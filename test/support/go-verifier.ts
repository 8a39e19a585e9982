import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian puts the source of Go packages. */
const goPath = '/usr/share/gocode';
/** What Go has compiled of its own library is kept between runs. */
const cache = join(tmpdir(), 'assent-go-cache');
const source = join(import.meta.dirname, '../go-verifier');
let built: string | null | undefined;

/** What the Go verifier said, and whether it was satisfied. */
export interface GoVerdict {
  readonly output: string;
  readonly verified: boolean;
}

/**
 * Builds the verifier of `test/go-verifier` once for each process, with Debian's Go and nothing from the network. Where Debian's
 * packages are missing and this runs as root on Debian, they are installed; where they cannot be had it says so and gives null.
 */
export function buildGoVerifier(): string | null {
  built ??= tryToBuild();
  return built;
}

function tryToBuild(): string | null {
  if (!isInstalled() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) install();
  if (!isInstalled()) {
    process.stderr.write(
      'Go or golang-golang-x-mod-dev is not installed: what the Go verifier says is left out. Debian: apt-get install golang-go golang-golang-x-mod-dev\n',
    );
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'assent-go-'));
  const binary = join(folder, 'go-verifier');
  execFileSync('go', ['build', '-o', binary, '.'], {
    cwd: source,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      GO111MODULE: 'off',
      GOPATH: goPath,
      GOCACHE: cache,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return binary;
}

function isInstalled(): boolean {
  return (
    existsSync(join(goPath, 'src/golang.org/x/mod/sumdb/tlog')) &&
    spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0
  );
}

function install(): void {
  const options = { stdio: 'ignore', timeout: 300_000 } as const;
  const packages = ['golang-go', 'golang-golang-x-mod-dev'];
  const get = (): number | null =>
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options).status;
  if (get() === 0) return;
  spawnSync('apt-get', ['update', '-q'], options);
  get();
}

/** Asks the Go verifier. */
export function askGo(binary: string, words: readonly string[]): GoVerdict {
  const { status, stdout } = spawnSync(binary, words, { encoding: 'utf8', maxBuffer: 64 << 20 });
  return { output: stdout, verified: status === 0 };
}
