import type { JsonObject, JsonValue } from '../../platform/index.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import type { Subject } from '../envelope-schema.ts';
import type { SegmentedMessage } from '../message.ts';
import { type XmlElement, type XmlRefusal, elementAt, elementsIn, readXml, textAt } from './read-xml.ts';

/** One pupil of a Common Transfer File, as the parts of a pupil transfer (M17). */
export interface CtfPupil {
  readonly subject: Subject;
  readonly segments: SegmentedMessage['segments'];
  /** Elements of the file that have no place in the record: named, so that nothing is dropped unseen. */
  readonly leftOut: readonly string[];
}

type Part = SegmentedMessage['segments'][number];

/** Elements of a pupil that are read. */
const known: readonly string[] = [
  ...[
    'UPN',
    'UniqueLearnerNumber',
    'Surname',
    'Forename',
    'DOB',
    'Sex',
    'Gender',
    'BasicDetails',
    'LookedAfter',
  ],
  ...['SENhistory', 'Address', 'Phones', 'Email', 'Contacts', 'Attendance', 'StageAssessments'],
  ...['SchoolHistory', 'FSMhistory'],
];

/** Elements of the basic details that are read. */
const knownBasic: readonly string[] = [
  ...['FormerUPN', 'FormerSurname', 'PreferredForename', 'NCyearActual', 'Ethnicity', 'Languages'],
  'MedicalFlag',
];

/**
 * Reads a Common Transfer File of the Department for Education (docs/domain/05 §5.1) into the parts of a pupil transfer for
 * each pupil. What comes out is not believed yet: it is checked as any message is.
 * @param newId makes an identifier for a row
 */
export function parseCtf(
  bytes: Buffer,
  newId: () => string,
): Result<readonly CtfPupil[], XmlRefusal | 'NOT_CTF'> {
  const read = readXml(bytes);
  if (!read.ok) return read;
  const file = read.value;
  const header = elementAt(file, 'Header');
  const pupils = elementsIn(elementAt(file, 'CTFpupilData'), 'Pupil');
  if (file.name !== 'CTfile' || header === undefined || pupils.length === 0) return refuse('NOT_CTF');
  return ok(pupils.map((pupil) => readPupil(pupil, header, newId)));
}

function readPupil(pupil: XmlElement, header: XmlElement, newId: () => string): CtfPupil {
  const basic = elementAt(pupil, 'BasicDetails');
  const rows = (
    name: string,
    path: string,
    elements: readonly XmlElement[],
    read: (element: XmlElement, position: number) => JsonObject,
  ): readonly Part[] =>
    elements.map((element, position) => {
      const rowId = newId();
      return part(`${name}-${letters(position)}`, `${path}/${rowId}`, { rowId, ...read(element, position) });
    });
  const medical = textAt(basic, 'MedicalFlag');
  const meals = elementAt(pupil, 'FSMhistory', 'FSMinstance');
  const sen = elementAt(pupil, 'SENhistory', 'SEN');
  return {
    subject: readSubject(pupil),
    segments: [
      part('header', '/header', readHeader(header)),
      ...optionalPart('basic', '/basic', {
        formerUpn: textAt(basic, 'FormerUPN'),
        formerFamilyName: textAt(basic, 'FormerSurname'),
        preferredGivenName: textAt(basic, 'PreferredForename'),
        yearGroup: textAt(basic, 'NCyearActual'),
      }),
      ...optionalPart('address', '/address', readContact(pupil)),
      ...optionalPart('equality', '/equality', { ethnicity: textAt(basic, 'Ethnicity') }),
      ...optionalPart('languages', '/languages', readLanguages(basic)),
      ...optionalPart('looked-after', '/looked-after', {
        inCare: readFlag(textAt(pupil, 'LookedAfter', 'InCare')),
        authority: textAt(pupil, 'LookedAfter', 'CareAuthority'),
      }),
      ...(medical === undefined ? [] : [part('medical', '/medical', { note: readFlag(medical) === true })]),
      ...optionalPart('meals', '/meals', {
        from: textAt(meals, 'FSMstartDate'),
        to: textAt(meals, 'FSMendDate'),
      }),
      ...(sen === undefined
        ? []
        : [
            part('sen', '/sen', {
              ...present({ provision: textAt(sen, 'SENprovision'), from: textAt(sen, 'StartDate') }),
              needs: elementsIn(elementAt(pupil, 'SENhistory', 'SENneeds'), 'SENneed').map((need) =>
                present({ type: textAt(need, 'SENtype'), rank: readCount(need, 'SENtypeRank') }),
              ),
            }),
          ]),
      ...rows('contact', '/contacts', elementsIn(elementAt(pupil, 'Contacts'), 'Contact'), readPerson),
      ...rows('attendance', '/attendance', elementsIn(elementAt(pupil, 'Attendance'), 'YearData'), (year) =>
        present({
          year: textAt(year, 'Year'),
          possible: readCount(year, 'SessionsPossible'),
          attended: readCount(year, 'SessionsAttended'),
          authorised: readCount(year, 'SessionsAuthorised'),
          unauthorised: readCount(year, 'SessionsUnauthorised'),
        }),
      ),
      ...elementsIn(elementAt(pupil, 'StageAssessments'), 'KeyStage').flatMap((stage, at) =>
        rows(`result-${letters(at)}`, '/assessments', elementsIn(stage, 'StageAssessment'), (result) =>
          present({
            stage: textAt(stage, 'Stage'),
            subject: textAt(result, 'Subject'),
            method: textAt(result, 'Method'),
            component: textAt(result, 'Component'),
            result: textAt(result, 'Result'),
            year: textAt(result, 'Year'),
          }),
        ),
      ),
      ...rows('school', '/history', elementsIn(elementAt(pupil, 'SchoolHistory'), 'School'), (school) => ({
        school: readSchool(school),
        ...present({
          entry: textAt(school, 'EntryDate'),
          leaving: textAt(school, 'LeavingDate'),
          reason: textAt(school, 'LeavingReason'),
        }),
      })),
    ],
    leftOut: [
      ...pupil.children.map(({ name }) => name).filter((name) => !known.includes(name)),
      ...(basic?.children ?? []).flatMap(({ name }) =>
        knownBasic.includes(name) ? [] : [`BasicDetails.${name}`],
      ),
    ],
  };
}

/** Languages stand by their type: `F` the first, `H` the one at home. */
function readLanguages(basic: XmlElement | undefined): Readonly<Record<string, string | undefined>> {
  const languages = elementsIn(elementAt(basic, 'Languages'), 'Type');
  const find = (type: string): string | undefined =>
    textAt(
      languages.find((language) => textAt(language, 'LanguageType') === type),
      'Language',
    );
  return { first: find('F'), home: find('H') };
}

function readHeader(header: XmlElement): JsonObject {
  const from = elementAt(header, 'SourceSchool');
  return present({
    version: textAt(header, 'CTFversion'),
    madeAt: textAt(header, 'DateTime'),
    from: readSchool(from),
    to: readSchool(elementAt(header, 'DestSchool')),
    academicYear: textAt(from, 'AcademicYear'),
  });
}

function readSchool(school: XmlElement | undefined): JsonObject {
  return present({
    la: textAt(school, 'LEA'),
    estab: textAt(school, 'Estab'),
    name: textAt(school, 'SchoolName'),
  });
}

function readSubject(pupil: XmlElement): Subject {
  const upn = textAt(pupil, 'UPN');
  const uln = textAt(pupil, 'UniqueLearnerNumber');
  const given = textAt(pupil, 'Forename');
  const birthDate = textAt(pupil, 'DOB');
  const sex = textAt(pupil, 'Sex') ?? textAt(pupil, 'Gender');
  const family = textAt(pupil, 'Surname');
  return {
    identifiers: [
      ...(upn === undefined ? [] : [{ system: 'upn', value: upn }]),
      ...(uln === undefined ? [] : [{ system: 'uln', value: uln }]),
    ],
    demographics: {
      name: {
        ...(family === undefined ? {} : { family }),
        ...(given === undefined ? {} : { given: [given] }),
      },
      ...(birthDate === undefined ? {} : { birthDate }),
      ...(sex === 'F' ? { sex: 'FEMALE' } : sex === 'M' ? { sex: 'MALE' } : {}),
    },
  };
}

function readPerson(person: XmlElement, position: number): JsonObject {
  const name = [textAt(person, 'Forename'), textAt(person, 'Surname')].filter((each) => each !== undefined);
  const contact = readContact(person);
  return {
    order: readCount(person, 'Order') ?? position + 1,
    name: name.join(' '),
    relation: textAt(person, 'Relationship') ?? 'Not said',
    parentalResponsibility: readFlag(textAt(person, 'Responsibility')) === true,
    ...(Object.keys(contact).length === 0 ? {} : { contact }),
  };
}

/** An address by its parts (BS 7666), in the order in which it is written. */
const addressParts = ['SAON', 'PAON', 'Street', 'Locality', 'Town', 'AdministrativeArea', 'PostTown'];

function readContact(person: XmlElement): JsonObject {
  const address = elementAt(person, 'Address');
  const lines = [
    ...[1, 2, 3, 4, 5].flatMap((line) => textAt(address, 'AddressLines', `AddressLine${line}`) ?? []),
    ...addressParts.flatMap((name) => textAt(address, 'BS7666Address', name) ?? []),
  ];
  const email = textAt(person, 'Email');
  const telecom = [
    ...elementsIn(elementAt(person, 'Phones'), 'Phone').flatMap((phone) => {
      const value = textAt(phone, 'PhoneNo');
      return value === undefined ? [] : [{ kind: 'PHONE', value }];
    }),
    ...(email === undefined ? [] : [{ kind: 'EMAIL', value: email }]),
  ];
  return {
    ...(lines.length === 0
      ? {}
      : { addresses: [{ lines, ...present({ postcode: textAt(address, 'PostCode') }) }] }),
    ...(telecom.length === 0 ? {} : { telecom }),
  };
}

function readFlag(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : ['true', '1', 'Y'].includes(text);
}

function readCount(element: XmlElement, name: string): number | undefined {
  const text = textAt(element, name);
  return text !== undefined && /^[0-9]{1,6}$/.test(text) ? Number(text) : undefined;
}

/** The members that are there. */
function present(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}

function optionalPart(
  segmentId: string,
  path: string,
  members: Readonly<Record<string, JsonValue | undefined>>,
): readonly Part[] {
  const content = present(members);
  return Object.keys(content).length === 0 ? [] : [part(segmentId, path, content)];
}

function part(segmentId: string, path: string, content: JsonObject): Part {
  return {
    segmentId,
    path,
    about: ['subject'],
    assertionType: 'FACT',
    source: 'PROFESSIONAL',
    linkedToNeed: true,
    content,
  };
}

/** Names in letters, so that one which is missing later shows no gap in a count (docs/domain/03 §3.5). */
function letters(position: number): string {
  return String.fromCharCode(
    97 + (Math.floor(position / 676) % 26),
    97 + (Math.floor(position / 26) % 26),
    97 + (position % 26),
  );
}
