const typeNames: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** A JSON type of a schema's in plain words, for whoever gave another one; absent where there are none for it. */
export function typeInWords(expected: string): string | undefined {
  return typeNames[expected];
}
