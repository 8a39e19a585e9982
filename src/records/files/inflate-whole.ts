import { inflateRawSync, inflateSync } from 'node:zlib';

/**
 * Opens compressed bytes that are nothing but compressed: what stands behind their end is in the file and in nothing that is shown.
 * @param most the most bytes that they may open to
 * @returns undefined where they cannot be opened, open to more, or end before the last byte
 */
export function inflateWhole(packed: Buffer, form: 'zlib' | 'raw', most: number): Buffer | undefined {
  if (most <= 0) return undefined;
  try {
    const inflate = form === 'zlib' ? inflateSync : inflateRawSync;
    // With `info` the bytes come beside the engine, which says how far it read; the declared type does not know that.
    const opened: unknown = inflate(packed, { maxOutputLength: most, info: true });
    return isOpened(opened) && opened.engine.bytesWritten === packed.length ? opened.buffer : undefined;
  } catch {
    return undefined;
  }
}

interface Opened {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function isOpened(value: unknown): value is Opened {
  return (
    typeof value === 'object' &&
    value !== null &&
    'buffer' in value &&
    Buffer.isBuffer(value.buffer) &&
    'engine' in value &&
    typeof value.engine === 'object' &&
    value.engine !== null &&
    'bytesWritten' in value.engine
  );
}
