import { describeRecordType } from './describe-record-type.ts';
import { recordTypes } from './get-record-type.ts';

/** One page of `docs/messages/`. */
export interface ReferencePage {
  readonly name: string;
  readonly text: string;
}

/** The reference pages of all record types with the list of them, as `npm run docs:messages` writes them. Pure. */
export function listReferencePages(): readonly ReferencePage[] {
  const pages = recordTypes.map((type) => ({ name: `${type.code}.md`, text: describeRecordType(type) }));
  const list = recordTypes.map(({ code, plain }) => `| [${code}](${code}.md) | ${plain} |`);
  return [
    {
      name: 'README.md',
      text: ['# Messages', '', '| type | what it is |', '| --- | --- |', ...list, ''].join('\n'),
    },
    ...pages,
  ];
}
