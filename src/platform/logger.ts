import { Writable } from 'node:stream';
import { createWriteStream } from 'node:fs';
import winston from 'winston';
import { describeFault } from './describe-fault.ts';
import { type LogFields, isLogCode, keepLogFields, withheldFromLog } from './log-fields.ts';

/** How much is written: `error` alone up to everything. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/**
 * The operational log: one JSON object a line. It is not the ledger and proves nothing. Lines carry an event's name and the
 * keys of {@link LogFields}; any other key, and any value that does not look like what its key holds, is left out, so that
 * neither a payload nor a control character of an attacker's can reach it. Writing never waits for whoever reads the log.
 */
export interface Logger {
  error(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
  /** Writes something thrown at level `error`, without its message. */
  fault(event: string, error: unknown, fields?: LogFields): void;
  /** How many lines were dropped because the log's reader did not keep up. */
  countDropped(): number;
  /** Waits, for at most two seconds, until what was logged has been written. */
  close(): Promise<void>;
}

/** More than this is not kept waiting for a slow reader of the log. */
const mostBytesWaiting = 4 * 1024 * 1024;
const longestClose = 2_000;

/**
 * Makes the logger of the process.
 * @param options the lowest level written, as configured
 * @param sink where lines go: standard output unless a test asks otherwise
 */
export function createLogger(
  options: { readonly logLevel: LogLevel },
  sink: Writable = openStandardOutput(),
): Logger {
  const lines = new BoundedLines(sink);
  const outputs = [new winston.transports.Stream({ stream: lines, eol: '\n' })];
  const inner = winston.createLogger({
    level: options.logLevel,
    format: winston.format.combine(keepAllowed(), winston.format.timestamp(), winston.format.json()),
    transports: [...outputs],
  });
  return {
    error: (event, fields) => void inner.error(event, fields),
    warn: (event, fields) => void inner.warn(event, fields),
    info: (event, fields) => void inner.info(event, fields),
    debug: (event, fields) => void inner.debug(event, fields),
    fault: (event, error, fields) => void inner.error(event, { ...fields, ...describeFault(error) }),
    countDropped: () => lines.dropped,
    close: () => lines.flush(),
  };
}

/** Standard output through the thread pool: when it is a pipe that nobody reads, Node's own stream would stop the process. */
function openStandardOutput(): Writable {
  return createWriteStream('', { fd: 1, autoClose: false });
}

const keepAllowed = winston.format((info) => ({
  ...symbolsOf(info),
  level: info.level,
  message: undefined,
  event: isLogCode(info.message) ? info.message : withheldFromLog,
  ...keepLogFields(info),
}));

/** Winston keeps the level, by which it decides whether to write, under a symbol. */
function symbolsOf(info: winston.Logform.TransformableInfo): Record<symbol, unknown> {
  const kept: Record<symbol, unknown> = {};
  for (const symbol of Object.getOwnPropertySymbols(info)) kept[symbol] = Reflect.get(info, symbol);
  return kept;
}

/** Passes lines on without ever making the writer wait: beyond the limit they are dropped and counted. */
class BoundedLines extends Writable {
  dropped = 0;
  readonly #sink: Writable;

  constructor(sink: Writable) {
    super({ decodeStrings: false });
    this.#sink = sink;
    // A log that cannot be written (a closed pipe, a full disk) must not end the process.
    sink.on('error', () => {
      this.dropped += 1;
    });
  }

  override _write(line: string, _encoding: BufferEncoding, done: () => void): void {
    if (this.#sink.destroyed || this.#sink.writableLength > mostBytesWaiting) this.dropped += 1;
    else this.#sink.write(line);
    done();
  }

  async flush(): Promise<void> {
    if (this.#sink.destroyed || this.#sink.writableLength === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, longestClose);
      this.#sink.write('', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
