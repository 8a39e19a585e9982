import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from '../../src/platform/index.ts';
import {
  type SegmentedMessage,
  getRecordType,
  parseCtf,
  parseMessage,
  writeCtf,
} from '../../src/records/index.ts';

const example = getRecordType('M17').examples[0]?.build() as SegmentedMessage;

let made = 0;
const newId = (): string => `5b0a7d1e-0c5e-4d0c-9d52-${String((made += 1)).padStart(12, '0')}`;
const read = (text: string): ReturnType<typeof parseCtf> => parseCtf(Buffer.from(text), newId);

const file = (pupil: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<CTfile>
  <Header>
    <DocumentName>Common Transfer File</DocumentName><CTFversion>24.0</CTFversion>
    <DateTime>2028-01-10T09:00:00</DateTime><DocumentQualifier>partial</DocumentQualifier>
    <SourceSchool><LEA>999</LEA><Estab>2001</Estab><SchoolName>Fernbeck Primary School</SchoolName>
      <AcademicYear>2027</AcademicYear></SourceSchool>
    <DestSchool><LEA>999</LEA><Estab>4002</Estab></DestSchool>
  </Header>
  <CTFpupilData><Pupil><UPN>R999999922105</UPN><Surname>Kowalski</Surname><Forename>Ben</Forename>
    <DOB>2018-01-22</DOB><Sex>M</Sex>${pupil}</Pupil></CTFpupilData>
</CTfile>`;

/** What a file says, without the identifiers that reading gives to rows. */
function said(text: string): unknown {
  const parsed = read(text);
  if (!parsed.ok) throw new Error(parsed.refusal);
  return parsed.value.map(({ subject, segments }) => ({
    subject,
    parts: segments.map(({ path, content }) => [
      path.replace(/[0-9a-f-]{36}$/, 'id'),
      { ...(content as object), rowId: undefined },
    ]),
  }));
}

describe('a Common Transfer File', () => {
  it('becomes a pupil transfer that is valid, and becomes the same file again', () => {
    const written = writeCtf(example);
    const parsed = read(written);
    const [pupil] = parsed.ok ? parsed.value : [];
    if (pupil === undefined) throw new Error('the file was not read');
    const message = {
      ...example,
      subject: { ...example.subject, ...pupil.subject },
      segments: pupil.segments,
    };
    const checked = parseMessage(JSON.parse(JSON.stringify(message)) as JsonValue);
    expect(checked.ok ? [] : checked.refusal).toEqual([]);
    expect(pupil.segments.map(({ path }) => path.split('/')[1])).toEqual(
      expect.arrayContaining([
        'header',
        'basic',
        'address',
        'sen',
        'contacts',
        'attendance',
        'assessments',
        'history',
      ]),
    );
    expect(pupil.leftOut).toEqual([]);
    expect(writeCtf(message)).toBe(written);
    expect(said(written)).toEqual(said(writeCtf(message)));
  });

  it('is read by the names that other software writes', () => {
    const [pupil] = said(
      file(
        `<BasicDetails><FormerSurname>Nowak</FormerSurname><Languages><Type><LanguageType>F</LanguageType><Language>POL</Language>
        </Type></Languages></BasicDetails>
        <SENhistory><SEN><StartDate>2024-09-01</StartDate><SENprovision>K</SENprovision></SEN>
        <SENneeds><SENneed><SENtypeRank>1</SENtypeRank><SENtype>SLCN</SENtype></SENneed></SENneeds></SENhistory>
        <FSMhistory><FSMinstance><FSMstartDate>2025-01-06</FSMstartDate></FSMinstance></FSMhistory>
        <Address><BS7666Address><PAON>1</PAON><Street>Invented Street</Street><Town>Westmarch</Town></BS7666Address>
        <PostCode>ZZ99 1AF</PostCode></Address>`,
      ),
    ) as readonly [{ readonly parts: readonly (readonly [string, object])[] }];
    expect(Object.fromEntries(pupil.parts)).toMatchObject({
      '/basic': { formerFamilyName: 'Nowak' },
      '/languages': { first: 'POL' },
      '/sen': { provision: 'K', from: '2024-09-01', needs: [{ type: 'SLCN', rank: 1 }] },
      '/meals': { from: '2025-01-06' },
      '/address': { addresses: [{ lines: ['1', 'Invented Street', 'Westmarch'], postcode: 'ZZ99 1AF' }] },
    });
  });

  it('is written without the parts that were withheld', () => {
    const segments = example.segments.filter(({ path }) => path !== '/address' && path !== '/sen');
    const written = writeCtf({ ...example, segments });
    expect(written).not.toMatch(/Invented Street|ZZ99 1AF|SENprovision|SENneed|<Address>/);
    expect(writeCtf(example)).toMatch(/Invented Street/);
  });

  it('escapes what an author wrote, and cannot be made to write elements', () => {
    const segments = example.segments.map((segment) =>
      segment.path === '/basic'
        ? { ...segment, content: { formerFamilyName: '</CTfile><UPN>&"\u0000' } }
        : segment,
    );
    const written = writeCtf({ ...example, segments });
    expect(written).toContain('&lt;/CTfile&gt;&lt;UPN&gt;&amp;&quot;<');
    expect(read(written).ok).toBe(true);
  });

  it('names the elements that have no place in the record', () => {
    const parsed = read(
      file('<Admissions>x</Admissions><BasicDetails><MiddleNames>Jan</MiddleNames></BasicDetails>'),
    );
    expect(parsed.ok ? parsed.value[0]?.leftOut : parsed.refusal).toEqual([
      'Admissions',
      'BasicDetails.MiddleNames',
    ]);
  });

  it('says what is wrong with a file whose figures are none', () => {
    const parsed = read(
      file(
        '<Attendance><YearData><Year>2027</Year><SessionsPossible>many</SessionsPossible></YearData></Attendance>',
      ),
    );
    const segments = parsed.ok ? (parsed.value[0]?.segments ?? []) : [];
    const checked = parseMessage({ ...example, segments });
    expect(checked.ok ? [] : checked.refusal.map(({ rule }) => rule)).toContain('required');
  });

  const deep = `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`;
  const bomb = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>';
  const refusals: readonly (readonly [what: string, text: string | Buffer, refusal: string])[] = [
    ['a document type with entities that expand', file('').replace('<CTfile>', `${bomb}<CTfile>`), 'DOCTYPE'],
    [
      'a document type that fetches',
      file('').replace('<CTfile>', '<!DOCTYPE CTfile SYSTEM "file:///etc/passwd"><CTfile>'),
      'DOCTYPE',
    ],
    ['an entity that nobody defined', file('<Email>&xxe;</Email>'), 'NOT_XML'],
    ['elements nested too deep', file(deep), 'TOO_DEEP'],
    ['too many elements', file('<a/>'.repeat(20_001)), 'TOO_MANY'],
    ['a file that is too large', file(`<Email>${'x'.repeat(2_000_001)}</Email>`), 'TOO_LARGE'],
    ['a file that is cut off', file('').slice(0, -12), 'NOT_XML'],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0xff, 0x3e]), 'NOT_UTF8'],
    ['another document', '<CTfile><Header/></CTfile>', 'NOT_CTF'],
    ['nothing', '', 'NOT_XML'],
  ];
  for (const [what, text, refusal] of refusals) {
    it(`refuses ${what}`, () => {
      expect(parseCtf(Buffer.from(text), newId)).toEqual({ ok: false, refusal });
    });
  }
});
