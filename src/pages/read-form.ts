import type { SentForm } from './visit.ts';

/** What was sent in an address or a body, as texts; anything that is not a text is left out. */
export function readForm(sent: unknown): SentForm {
  const values = new Map<string, readonly string[]>();
  if (typeof sent === 'object' && sent !== null) {
    for (const [name, value] of Object.entries(sent)) {
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      values.set(
        name,
        list.filter((each): each is string => typeof each === 'string'),
      );
    }
  }
  return {
    first: (name) => values.get(name)?.[0] ?? '',
    all: (name) => values.get(name) ?? [],
  };
}
