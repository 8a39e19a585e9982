/**
 * Copies the named members into a new object, in the order in which they stand. What is not named is not copied: this is
 * the only way in which anything of an author's object gets out. Values are shared, not cloned; they never change.
 */
export function copyMembers<Source extends object, Name extends keyof Source & string>(
  source: Source,
  names: readonly Name[],
): Pick<Source, Name> {
  const wanted: readonly string[] = names;
  const copied = Object.entries(source).filter(([name]) => wanted.includes(name));
  return Object.fromEntries(copied) as Pick<Source, Name>;
}
