import type { JsonValue } from '../platform/index.ts';
import type { Message } from '../records/index.ts';

const types: readonly unknown[] = ['M07', 'M10'];
const purposes: readonly unknown[] = ['P08', 'P09', 'P14'];

/**
 * Whether a body may be safeguarding that cannot wait (rulings 1), read as widely as it can be: whatever else is wrong with it,
 * and whatever it says of its urgency other than that it is routine. It only ever adds the advice to phone, and haste.
 */
export function looksUrgent(body: JsonValue | Message): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  const read = (name: string): unknown => {
    const value: unknown = Object.hasOwn(body, name) ? body[name as keyof typeof body] : undefined;
    return typeof value === 'string' ? value.trim().toUpperCase() : value;
  };
  if (read('urgency') === 'ROUTINE') return false;
  return types.includes(read('type')) || purposes.includes(read('purposeCode'));
}
