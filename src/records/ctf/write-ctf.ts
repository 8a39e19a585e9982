import { type JsonObject, isJsonArray, isJsonObject } from '../../platform/index.ts';
import { memberOf, objectsOf, textOf } from '../json-access.ts';
import type { MessageBody } from '../message.ts';
import { type XmlContent, type XmlMembers, writeXml } from './write-xml.ts';

/**
 * Writes a Common Transfer File from a pupil transfer (M17): from the sender's own, or from what a recipient was given of it,
 * so that a part which was withheld is simply not there.
 */
export function writeCtf({ subject, segments = [] }: Pick<MessageBody, 'subject' | 'segments'>): string {
  const contentAt = (path: string): JsonObject => {
    const content = segments.find((segment) => segment.path === path)?.content;
    return isJsonObject(content) ? content : {};
  };
  const rowsAt = (path: string): readonly JsonObject[] =>
    segments.flatMap((segment) =>
      segment.path.startsWith(`${path}/`) && isJsonObject(segment.content) ? [segment.content] : [],
    );
  const header = contentAt('/header');
  const basic = contentAt('/basic');
  const sen = contentAt('/sen');
  const care = contentAt('/looked-after');
  const meals = contentAt('/meals');
  const { name, birthDate, sex } = subject?.demographics ?? {};
  const numberOf = (system: string): string | undefined =>
    subject?.identifiers.find((identifier) => identifier.system === system)?.value;
  return writeXml('CTfile', {
    Header: {
      DocumentName: 'Common Transfer File',
      CTFversion: textOf(header, 'version'),
      DateTime: textOf(header, 'madeAt'),
      DocumentQualifier: segments.length > 0 ? 'partial' : undefined,
      SupplierID: 'Assent',
      SourceSchool: { ...schoolIn(header, 'from'), AcademicYear: textOf(header, 'academicYear') },
      DestSchool: schoolIn(header, 'to'),
    },
    CTFpupilData: {
      Pupil: {
        UPN: numberOf('upn'),
        UniqueLearnerNumber: numberOf('uln'),
        Surname: name?.family,
        Forename: name?.given?.[0],
        DOB: birthDate,
        Sex: sex === 'FEMALE' ? 'F' : sex === 'MALE' ? 'M' : undefined,
        BasicDetails: {
          FormerUPN: textOf(basic, 'formerUpn'),
          FormerSurname: textOf(basic, 'formerFamilyName'),
          PreferredForename: textOf(basic, 'preferredGivenName'),
          Ethnicity: textOf(contentAt('/equality'), 'ethnicity'),
          NCyearActual: textOf(basic, 'yearGroup'),
          Languages: {
            Type: [
              ['F', textOf(contentAt('/languages'), 'first')],
              ['H', textOf(contentAt('/languages'), 'home')],
            ].flatMap(([type, language]) =>
              language === undefined ? [] : [{ LanguageType: type, Language: language }],
            ),
          },
          MedicalFlag: valueIn(contentAt('/medical'), 'note'),
        },
        LookedAfter: { InCare: valueIn(care, 'inCare'), CareAuthority: textOf(care, 'authority') },
        SENhistory: {
          SEN: { StartDate: textOf(sen, 'from'), SENprovision: textOf(sen, 'provision') },
          SENneeds: {
            SENneed: objectsOf(sen, 'needs').map((need) => ({
              SENtypeRank: valueIn(need, 'rank'),
              SENtype: textOf(need, 'type'),
            })),
          },
        },
        FSMhistory: { FSMinstance: { FSMstartDate: textOf(meals, 'from'), FSMendDate: textOf(meals, 'to') } },
        ...reachedAt(contentAt('/address')),
        Contacts: { Contact: rowsAt('/contacts').map(writePerson) },
        Attendance: {
          YearData: rowsAt('/attendance').map((year) => ({
            Year: textOf(year, 'year'),
            SessionsPossible: valueIn(year, 'possible'),
            SessionsAttended: valueIn(year, 'attended'),
            SessionsAuthorised: valueIn(year, 'authorised'),
            SessionsUnauthorised: valueIn(year, 'unauthorised'),
          })),
        },
        StageAssessments: { KeyStage: rowsAt('/assessments').map(writeResult) },
        SchoolHistory: {
          School: rowsAt('/history').map((school) => ({
            ...schoolIn(school, 'school'),
            EntryDate: textOf(school, 'entry'),
            LeavingDate: textOf(school, 'leaving'),
            LeavingReason: textOf(school, 'reason'),
          })),
        },
      },
    },
  });
}

function writeResult(result: JsonObject): XmlMembers {
  return {
    Stage: textOf(result, 'stage'),
    StageAssessment: {
      Year: textOf(result, 'year'),
      Subject: textOf(result, 'subject'),
      Method: textOf(result, 'method'),
      Component: textOf(result, 'component'),
      Result: textOf(result, 'result'),
    },
  };
}

function writePerson(person: JsonObject): XmlMembers {
  const words = (textOf(person, 'name') ?? '').split(' ');
  const contact = memberOf(person, 'contact');
  return {
    Order: valueIn(person, 'order'),
    Surname: words.at(-1),
    Forename: words.slice(0, -1).join(' ') || undefined,
    Relationship: textOf(person, 'relation'),
    Responsibility: valueIn(person, 'parentalResponsibility'),
    ...(isJsonObject(contact) ? reachedAt(contact) : {}),
  };
}

function schoolIn(from: JsonObject, name: string): XmlMembers {
  const [school = {}] = objectsOf(from, name);
  return { LEA: textOf(school, 'la'), Estab: textOf(school, 'estab'), SchoolName: textOf(school, 'name') };
}

/** Address, phones and e-mail. */
function reachedAt(contact: JsonObject): XmlMembers {
  const [address = {}] = objectsOf(contact, 'addresses');
  const lines = memberOf(address, 'lines');
  const telecom = objectsOf(contact, 'telecom');
  const written = isJsonArray(lines) ? lines.filter((line) => typeof line === 'string') : [];
  return {
    Address: {
      AddressLines: Object.fromEntries(
        written
          .slice(0, 5)
          .map((line, position): [string, XmlContent] => [`AddressLine${position + 1}`, line]),
      ),
      PostCode: textOf(address, 'postcode'),
    },
    Phones: {
      Phone: telecom
        .filter((each) => textOf(each, 'kind') === 'PHONE')
        .map((phone) => ({ PhoneNo: textOf(phone, 'value') })),
    },
    Email: telecom.flatMap((each) =>
      textOf(each, 'kind') === 'EMAIL' ? (textOf(each, 'value') ?? []) : [],
    )[0],
  };
}

function valueIn(object: JsonObject, name: string): string | undefined {
  const value = memberOf(object, name);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
