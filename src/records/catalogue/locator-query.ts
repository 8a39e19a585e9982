import { z } from 'zod';
import { categoryCodes, roles } from '../../vocabulary/index.ts';
import { longText, uuid } from '../base-schemas.ts';
import { buildLocatorQuery } from '../examples/build-care-examples.ts';
import { always, definePath, defineRecordType, oneOf } from '../record-type.ts';
import { workContact } from './shared-content.ts';

/** M20: who is involved? Asked and answered in pointers, never in content (docs/domain/02 §2.3). */
export const locatorQuery = defineRecordType({
  code: 'M20',
  plain: 'The question who is involved with a child, and its answer in pointers',
  clock: 'None.',
  paths: [
    definePath({
      path: '/query',
      plain: 'In which relationship the asker stands, and whom they seek',
      required: true,
      content: z.strictObject({
        relationship: z.enum(['TEACHING', 'CARE', 'TREATMENT', 'CASE_WORK', 'ENQUIRY', 'OTHER']),
        seeks: z.array(z.enum(roles)).max(20),
      }),
      floor: always('DEM'),
    }),
    definePath({
      path: '/reason',
      plain: 'Why it is asked',
      content: z.strictObject({ text: longText }),
      floor: oneOf(...categoryCodes),
    }),
    definePath({
      path: '/pointers/{id}',
      plain: 'One service that is involved: that it is, and how to reach it, nothing else',
      content: workContact.extend({ rowId: uuid }),
      // That a service is involved is information of the service's own kind.
      floor: oneOf(...categoryCodes),
    }),
  ],
  examples: [
    {
      title: 'A school asks the council who is involved with Ben',
      sentAt: '2028-01-10T10:00:00Z',
      build: buildLocatorQuery,
    },
  ],
});
