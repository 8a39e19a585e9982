import { consentChannels, noticeFormats } from '../../consent/index.ts';
import type { ProblemDetail } from '../../vocabulary/index.ts';
import { extensions } from './consent-terms.ts';
import type { NoteUnclear, ReadChoice } from './reading.ts';
import type { ConsentResource, Extension } from './resource-schema.ts';

/** What a Consent says in our own extensions. */
export type ReadExtensions = Pick<
  ReadChoice,
  'kind' | 'channel' | 'reviewOn' | 'informationGiven' | 'consequencesExplained'
>;

/** Reads our own extensions. Others add nothing that we rely on, as FHIR has it of extensions that are no modifiers. */
export function readExtensions({ extension }: ConsentResource, note: NoteUnclear): ReadExtensions {
  const kind = codeOfExtension(extension, extensions.kind) ?? 'CONSENT';
  if (kind !== 'CONSENT' && kind !== 'OBJECTION') noteCode(note, extensions.kind);
  const channel = codeOfExtension(extension, extensions.channel) ?? 'record';
  const knownChannel = consentChannels.find((each) => each === channel);
  if (knownChannel === undefined) noteCode(note, extensions.channel);
  const reviewOn = valueOf(findExtension(extension, extensions.reviewOn), 'valueDate');
  const isDay =
    typeof reviewOn === 'string' && /^\d{4}-\d\d-\d\d$/.test(reviewOn) && !Number.isNaN(Date.parse(reviewOn));
  if (reviewOn !== undefined && !isDay) noteCode(note, extensions.reviewOn);
  return {
    kind: kind === 'OBJECTION' ? 'OBJECTION' : 'CONSENT',
    channel: knownChannel ?? 'record',
    reviewOn: isDay ? reviewOn : null,
    informationGiven: readInformation(findExtension(extension, extensions.information), note),
    consequencesExplained:
      valueOf(findExtension(extension, extensions.consequences), 'valueBoolean') === true,
  };
}

/** The reasons for which we kept it as a draft before: they stay with it until it comes as active. */
export function readReasons({ extension }: ConsentResource): readonly ProblemDetail[] {
  return (extension ?? []).flatMap((each) => {
    if (each.url !== extensions.unclear) return [];
    const inner = innerOf(each);
    const [pointer, rule, message] = [
      valueOf(findExtension(inner, 'expression'), 'valueString'),
      valueOf(findExtension(inner, 'rule'), 'valueCode'),
      valueOf(findExtension(inner, 'message'), 'valueString'),
    ].map((value) => (typeof value === 'string' && value !== '' && value.length <= 500 ? value : undefined));
    return pointer === undefined || rule === undefined || message === undefined
      ? []
      : [{ pointer, rule, message }];
  });
}

/** The code in the only extension of its address. */
export function codeOfExtension(list: readonly Extension[] | undefined, url: string): string | undefined {
  const value = valueOf(findExtension(list, url), 'valueCode');
  return typeof value === 'string' ? value : undefined;
}

/** All codes in extensions inside an extension. */
export function codesWithin(holder: Extension, url: string): readonly string[] {
  return innerOf(holder).flatMap((each) => {
    const value = each.url === url ? valueOf(each, 'valueCode') : undefined;
    return typeof value === 'string' ? [value] : [];
  });
}

/** The extensions inside an extension. */
export function innerOf(holder: Extension): readonly Extension[] {
  const list: unknown = holder['extension'];
  return Array.isArray(list) ? list.filter(isExtension) : [];
}

/** The address of an extension, as FHIRPath names it. */
export function extensionPath(url: string): string {
  return `Consent.extension('${url}')`;
}

function readInformation(
  found: Extension | undefined,
  note: NoteUnclear,
): ReadExtensions['informationGiven'] {
  if (found === undefined) return null;
  const inner = innerOf(found);
  const noticeVersion = valueOf(findExtension(inner, 'noticeVersion'), 'valueString');
  const language = valueOf(findExtension(inner, 'language'), 'valueCode');
  const format = valueOf(findExtension(inner, 'format'), 'valueCode');
  const interpreter = valueOf(findExtension(inner, 'interpreter'), 'valueBoolean');
  const known = noticeFormats.find((each) => each === format);
  if (
    typeof noticeVersion !== 'string' ||
    noticeVersion.length > 40 ||
    typeof language !== 'string' ||
    !/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(language) ||
    known === undefined ||
    typeof interpreter !== 'boolean'
  ) {
    note(
      extensionPath(extensions.information),
      'information-form',
      'What was told needs noticeVersion, language, format and interpreter, in codes that are known here.',
    );
    return null;
  }
  return { noticeVersion, language, format: known, interpreter };
}

function findExtension(list: readonly Extension[] | undefined, url: string): Extension | undefined {
  const found = (list ?? []).filter((each) => each.url === url);
  return found.length === 1 ? found[0] : undefined;
}

function valueOf(found: Extension | undefined, member: string): unknown {
  return found?.[member];
}

function isExtension(value: unknown): value is Extension {
  return typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string';
}

function noteCode(note: NoteUnclear, url: string): void {
  note(extensionPath(url), 'unknown-code', 'This value is not known here.');
}
