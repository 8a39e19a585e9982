import { z } from 'zod';
import { categoryCodes } from '../../vocabulary/index.ts';
import { instant, longText, shortText, uuid } from '../base-schemas.ts';
import { buildMeetingInvitation } from '../examples/build-care-examples.ts';
import { type LabelFloor, definePath, defineRecordType, oneOf } from '../record-type.ts';

/** That there is a team around a child says why there is one. */
const teamFloor: LabelFloor = {
  always: [],
  oneOf: { codes: ['EHP', 'CIN', 'LAC', 'SEN', 'CPR'], otherwise: 'CIN' },
};

/** M21: the lead practitioner invites; each recipient gets a pack of their own, for a time (docs/domain/02 §2.3). */
export const meetingInvitation = defineRecordType({
  code: 'M21',
  plain: 'An invitation to a meeting of the team around a child, with a pack for each who is invited',
  clock: 'None; the pack is to be destroyed when it expires.',
  sentByLead: true,
  paths: [
    definePath({
      path: '/invitation',
      plain: 'When and where the team meets, what for, and until when the pack may be kept',
      required: true,
      content: z.strictObject({
        meetingAt: instant,
        place: shortText,
        about: shortText,
        packExpires: instant,
      }),
      floor: teamFloor,
      breaches: ({ meetingAt, packExpires }) =>
        Date.parse(packExpires) < Date.parse(meetingAt)
          ? [{ pointer: '/packExpires', rule: 'validity-order' }]
          : [],
    }),
    definePath({
      path: '/agenda/{id}',
      plain: 'One item of the agenda',
      content: z.strictObject({ rowId: uuid, title: shortText, ledBy: shortText.optional() }),
      floor: teamFloor,
    }),
    definePath({
      path: '/pack/{id}',
      plain: 'One thing to read beforehand',
      content: z.strictObject({ rowId: uuid, title: shortText, text: longText }),
      marked: true,
      floor: oneOf(...categoryCodes),
    }),
  ],
  examples: [
    {
      title: "Jackie's social worker invites her school",
      sentAt: '2028-01-12T10:00:00Z',
      build: buildMeetingInvitation,
    },
  ],
});
