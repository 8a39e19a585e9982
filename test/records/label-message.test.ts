import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type LabelledSegment,
  type Segment,
  type SegmentedMessage,
  buildJackieCarePlan,
  buildJackiePlan,
  buildLeoReferral,
  jackieRefs,
  labelMessage,
  leoRefs,
} from '../../src/records/index.ts';
import { categoryCodes } from '../../src/vocabulary/index.ts';

const plan = buildJackiePlan();
const referral = buildLeoReferral();

function labelOf(message: SegmentedMessage, id: string): LabelledSegment | undefined {
  return labelMessage(message).find(({ segmentId }) => segmentId === id);
}

/** The plan with one segment more, or one in place of another with its identifier. */
function withSegment(
  message: SegmentedMessage,
  segment: Partial<Segment> & Pick<Segment, 'segmentId'>,
): SegmentedMessage {
  const [first] = message.segments;
  if (first === undefined) throw new Error('the example has segments');
  const rest = message.segments.filter(({ segmentId }) => segmentId !== segment.segmentId);
  const { path, content } = first;
  return { ...message, segments: [...rest, { path, content, ...segment }] };
}

describe('labelMessage', () => {
  it("labels Jackie's plan as the scenario says (AC1)", () => {
    const labels = labelMessage(plan).filter(({ part }) => part === 'SEGMENT');
    expect(
      labels.map(({ segmentId, categories, level, labelled }) => [segmentId, categories, level, labelled]),
    ).toEqual([
      ['plan-header', ['CIN'], 'R', true],
      ['row-attendance', ['ATT'], 'N', true],
      ['row-support', ['SEN'], 'N', true],
      ['row-tuition', ['EDU'], 'N', true],
      ['row-tuition-cost', ['HFN'], 'N', true],
      ['jackies-words', ['VOI'], 'N', true],
      ['mothers-health', ['PMH'], 'R', true],
    ]);
    expect(labelOf(plan, 'mothers-health')).toEqual({
      segmentId: 'mothers-health',
      pointer: '/segments/6',
      part: 'SEGMENT',
      labelled: true,
      categories: ['PMH'],
      level: 'R',
      flags: ['THIRD_PARTY', 'SILENT_WITHHOLD'],
      aboutRefs: [jackieRefs.wendy],
      linkedToNeed: false,
      mandatory: false,
      safetyCritical: false,
      notForRoles: [],
      assertionType: 'FACT',
    });
    expect(labelOf(plan, 'row-attendance')).toMatchObject({ mandatory: true, linkedToNeed: true });
    expect(labelOf(plan, 'jackies-words')?.notForRoles).toEqual(['CLASS_STAFF']);
  });

  it('labels a plan for a looked-after child as what tells that the child is looked after', () => {
    expect(labelOf(buildJackieCarePlan(), 'plan-header')?.categories).toEqual(['LAC']);
    const relabelled = withSegment(buildJackieCarePlan(), {
      ...buildJackieCarePlan().segments[0],
      segmentId: 'plan-header',
      categoryCodes: ['EDU'],
    });
    expect(labelOf(relabelled, 'plan-header')?.categories).toEqual(['LAC', 'EDU']);
  });

  it('labels what the envelope says of people, each part by itself', () => {
    const labels = labelMessage(plan).filter(({ part }) => part === 'ENVELOPE');
    expect(
      labels.map(({ segmentId, pointer, categories, aboutRefs }) => [
        segmentId,
        pointer,
        categories,
        aboutRefs,
      ]),
    ).toEqual([
      ['subject.identity', '/subject', ['DEM'], ['subject']],
      ['subject.contact', '/subject/demographics/contact', ['CON'], ['subject']],
      [`related.${jackieRefs.wendy}`, '/relatedPersons/0', ['HHD'], [jackieRefs.wendy]],
      ['family-informed.status', '/familyInformed', ['HHD'], ['subject']],
    ]);
  });

  it('labels language, ethnicity and the addresses of others', () => {
    const message: SegmentedMessage = {
      ...plan,
      subject: {
        identifiers: [],
        demographics: { communication: { language: 'Welsh' }, equality: { ethnicity: 'Any other' } },
      },
      relatedPersons: [{ ref: jackieRefs.mrWhite, contact: { telecom: [{ kind: 'PHONE', value: '0' }] } }],
    };
    const labels = labelMessage(message).filter(({ part }) => part === 'ENVELOPE');
    expect(labels.map(({ segmentId, categories, level }) => [segmentId, categories, level])).toEqual([
      ['subject.communication', ['CMN'], 'N'],
      ['subject.equality', ['EQU'], 'R'],
      [`related.${jackieRefs.mrWhite}.contact`, ['CON'], 'N'],
      ['family-informed.status', ['HHD'], 'N'],
    ]);
  });

  it('raises a shielded address to the highest level, and nothing else of the person', () => {
    const shielded: SegmentedMessage = {
      ...plan,
      subject: { ...plan.subject, handling: ['SHIELDED_LOCATION', 'COURT_RESTRICTED'] },
    };
    expect(labelOf(shielded, 'subject.contact')).toMatchObject({
      level: 'V',
      flags: ['SHIELDED_LOCATION', 'COURT_RESTRICTED'],
    });
    expect(labelOf(shielded, 'subject.identity')).toMatchObject({ level: 'N', flags: ['COURT_RESTRICTED'] });
    expect(labelOf(plan, 'subject.contact')?.level).toBe('N');
  });

  it('keeps from the family, in silence, that they have not been told', () => {
    expect(labelOf(plan, 'family-informed.status')?.flags).toEqual([]);
    for (const id of ['family-informed.status', 'family-informed.reason'])
      expect(labelOf(referral, id)).toMatchObject({
        flags: ['CHILD_CONFIDENCE', 'SILENT_WITHHOLD'],
        categories: ['CPR'],
        labelled: true,
      });
  });

  it('does not label the reason for not telling the family where nobody said what it gives away', () => {
    const informed: SegmentedMessage = {
      ...plan,
      familyInformed: { status: 'NO', reasonIfNo: 'She is ill.' },
    };
    expect(labelOf(informed, 'family-informed.reason')).toMatchObject({ labelled: false, level: 'V' });
    const labelled: SegmentedMessage = {
      ...plan,
      familyInformed: { status: 'NO', reasonIfNo: 'She is ill.', categoryCodes: ['PMH'] },
    };
    expect(labelOf(labelled, 'family-informed.reason')).toMatchObject({
      labelled: true,
      categories: ['PMH'],
    });
  });

  describe('never lets an author take a label away', () => {
    const narrower: readonly (readonly [
      id: string,
      path: string,
      content: Segment['content'],
      floor: readonly string[],
    ])[] = [
      [
        'cost',
        `/plan/education/rows/${jackieRefs.attendance}/cost`,
        { amount: '1', currency: 'GBP', per: 'WEEK' },
        ['HFN'],
      ],
      ['offending', `/people/${jackieRefs.wendy}/offending`, { text: 'x' }, ['POF']],
      ['risk', `/people/${jackieRefs.wendy}/risk`, { text: 'x' }, ['RSK']],
      ['placement', `/information/placement/${jackieRefs.overall}`, { text: 'x' }, ['LAC', 'CON']],
      ['safeguarding', `/information/safeguarding/${jackieRefs.overall}`, { text: 'x' }, ['CPR']],
    ];
    for (const [id, path, content, floor] of narrower) {
      it(id, () => {
        const label = labelOf(
          withSegment(plan, { segmentId: id, path, content, categoryCodes: ['EDU'] }),
          id,
        );
        expect(label?.categories).toEqual([...floor, 'EDU']);
      });
    }

    it('whatever the author adds', () => {
      fc.assert(
        fc.property(fc.subarray([...categoryCodes], { maxLength: 10 }), (codes) => {
          for (const message of [plan, referral]) {
            const bare = message.segments.map((segment) => ({ ...segment, categoryCodes: [] }));
            const authored = bare.map((segment) => ({ ...segment, categoryCodes: codes }));
            const least = labelMessage({ ...message, segments: bare });
            const most = labelMessage({ ...message, segments: authored });
            for (const [position, label] of most.entries()) {
              if (label.part !== 'SEGMENT') continue;
              // A last resort (EDU for an education row) stands only as long as the author says nothing nearer.
              const floor = (least[position]?.categories ?? []).filter(
                (code) => code !== 'EDU' && code !== 'PMH',
              );
              expect(floor.filter((code) => !label.categories.includes(code))).toEqual([]);
              expect(codes.filter((code) => !label.categories.includes(code))).toEqual([]);
            }
          }
        }),
      );
    });
  });

  it('takes an education row for education, and an adult’s health for mental health, where its author says nothing', () => {
    const row = withSegment(plan, { segmentId: 'x', path: `/overall/education`, content: { text: 'x' } });
    expect(labelOf(row, 'x')).toMatchObject({ labelled: true, categories: ['EDU'] });
    const health = withSegment(plan, {
      segmentId: 'x',
      path: `/people/${jackieRefs.wendy}/health`,
      content: { text: 'x' },
    });
    expect(labelOf(health, 'x')).toMatchObject({
      labelled: true,
      categories: ['PMH'],
      aboutRefs: [jackieRefs.wendy],
    });
    const nearer = withSegment(plan, {
      segmentId: 'x',
      path: `/people/${jackieRefs.wendy}/health`,
      content: { text: 'x' },
      categoryCodes: ['PPH'],
    });
    expect(labelOf(nearer, 'x')?.categories).toEqual(['PPH']);
  });

  it('does not label a section of many kinds where its author does not say which', () => {
    for (const section of ['health', 'emotional', 'identity', 'social', 'self-care']) {
      const path = `/overall/${section}`;
      expect(
        labelOf(withSegment(plan, { segmentId: 'x', path, content: { text: 'x' } }), 'x')?.labelled,
      ).toBe(false);
      expect(
        labelOf(
          withSegment(plan, { segmentId: 'x', path, content: { text: 'x' }, categoryCodes: ['ATT'] }),
          'x',
        )?.labelled,
      ).toBe(false);
    }
    const said = withSegment(plan, {
      segmentId: 'x',
      path: '/overall/health',
      content: { text: 'x' },
      categoryCodes: ['PHY'],
    });
    expect(labelOf(said, 'x')).toMatchObject({ labelled: true, categories: ['PHY'] });
  });

  it('does not label what stands on a path that the dictionary does not know, whatever its author says (X9)', () => {
    for (const path of [
      '/something-new',
      '/header/extra',
      '/plan/music/rows/x',
      '/plan/education/rows/row-one',
      '/people/wendy/health',
    ]) {
      const label = labelOf(
        withSegment(plan, { segmentId: 'x', path, content: {}, categoryCodes: ['EDU'] }),
        'x',
      );
      expect(label).toMatchObject({ labelled: false, level: 'V' });
    }
  });

  it('does not label content that is not of the form from which its label follows', () => {
    const label = labelOf(
      withSegment(plan, { segmentId: 'plan-header', path: '/header', content: { kind: 'PLAN' } }),
      'plan-header',
    );
    expect(label?.labelled).toBe(false);
  });

  it('adds the kind of harm to a referral', () => {
    const harm = (harmTypes: readonly string[]): readonly string[] | undefined =>
      labelOf(
        withSegment(referral, {
          segmentId: 'harm',
          path: '/concern/harm',
          content: { harmTypes, immediateDanger: true },
        }),
        'harm',
      )?.categories;
    expect(harm(['PHYSICAL'])).toEqual(['CPR']);
    expect(harm(['SEXUAL'])).toEqual(['CPR', 'SXA']);
    expect(harm(['DOMESTIC_ABUSE', 'EXPLOITATION', 'SELF_HARM', 'NEGLECT'])).toEqual([
      'CPR',
      'DAB',
      'EXP',
      'SFH',
    ]);
  });

  it('protects the referrer, and in silence where they wish to stay unnamed', () => {
    expect(labelOf(referral, 'referrer')?.flags).toEqual(['REFERRER_IDENTITY']);
    const anonymous = withSegment(referral, {
      segmentId: 'referrer',
      path: '/referrer',
      content: { sourceCode: '9', wishesAnonymity: true },
    });
    expect(labelOf(anonymous, 'referrer')?.flags).toEqual(['REFERRER_IDENTITY', 'SILENT_WITHHOLD']);
  });

  it('takes the person whom a path names into those whom the part is about', () => {
    expect(labelOf(referral, 'rumour')?.aboutRefs).toEqual([leoRefs.neighbour]);
    const about = withSegment(plan, {
      segmentId: 'x',
      path: `/people/${jackieRefs.wendy}/risk`,
      content: { text: 'x' },
      about: ['subject'],
    });
    expect(labelOf(about, 'x')?.aboutRefs).toEqual(['subject', jackieRefs.wendy]);
  });

  it('lets an author raise the level and never lower it', () => {
    const at = (level: 'N' | 'R' | 'V', id: string): unknown =>
      labelOf({ ...plan, segments: plan.segments.map((segment) => ({ ...segment, level })) }, id)?.level;
    expect(at('V', 'row-attendance')).toBe('V');
    expect(at('N', 'mothers-health')).toBe('R');
  });

  it('carries every flag, mark and date that is decided on', () => {
    const marked = withSegment(plan, {
      segmentId: 'x',
      path: '/overall/education',
      content: { text: 'x' },
      flags: ['EMBARGO_UNTIL'],
      embargoUntil: '2028-02-01T00:00:00Z',
      disputed: true,
      safetyCritical: true,
    });
    expect(labelOf(marked, 'x')).toMatchObject({
      flags: ['EMBARGO_UNTIL', 'DISPUTED'],
      embargoUntil: '2028-02-01T00:00:00Z',
      safetyCritical: true,
    });
    expect(labelOf(plan, 'row-attendance')).not.toHaveProperty('embargoUntil');
  });

  it('labels an attachment by its author alone', () => {
    const message: SegmentedMessage = {
      ...plan,
      attachments: [
        {
          attachmentId: 'labelled',
          title: 'x',
          contentType: 'text/plain',
          data: 'QXJ0OiBn',
          categoryCodes: ['EDU', 'PHY'],
        },
        { attachmentId: 'unlabelled', title: 'x', contentType: 'text/plain', data: 'QXJ0OiBn' },
      ],
    };
    expect(labelOf(message, 'labelled')).toMatchObject({
      part: 'ATTACHMENT',
      pointer: '/attachments/0',
      labelled: true,
      categories: ['EDU', 'PHY'],
      aboutRefs: ['subject'],
    });
    expect(labelOf(message, 'unlabelled')).toMatchObject({
      pointer: '/attachments/1',
      labelled: false,
      level: 'V',
    });
  });

  it('has no segment of a type that the dictionary does not describe', () => {
    const unknown = labelMessage({ ...plan, type: 'M20' }).filter(({ part }) => part === 'SEGMENT');
    expect(unknown.every(({ labelled }) => !labelled)).toBe(true);
  });
});
