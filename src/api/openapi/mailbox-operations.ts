import type { OperationContract } from './operation-contract.ts';

/** The doors of a system's mailbox, as they are published. */
export const mailboxOperations: readonly OperationContract[] = [
  {
    id: 'listMailbox',
    method: 'get',
    path: '/v1/mailbox',
    summary: 'See what waits for you',
    description:
      'The messages that your system can collect and the reports about messages that it sent, what is urgent first. A message says nothing of its sender or kind before it is collected: a family may take a choice back until then. A system that is registered with `urn:assent:mailbox` collects everything so; one with an address can collect what could not be brought to it.',
    scope: 'mailbox:collect',
    assertion: 'OPTIONAL',
    query: {
      after: {
        description: 'The item after which the page begins, as `next` of a page has it.',
        schema: { type: 'string', format: 'uuid' },
      },
    },
    answers: { 200: { description: 'One page.', shape: 'MailboxAnswer' } },
    problems: [],
  },
  {
    id: 'collectMessage',
    method: 'get',
    path: '/v1/mailbox/{id}',
    summary: 'Collect a message',
    description:
      'It is decided again now, written down, and given with the headers of a delivery: `Assent-Delivery-Id`, `Assent-Receipt`, `Assent-Receipt-Opening`, `Assent-Dispatch` and `Content-Digest`. Check the time in `Assent-Dispatch` before you accept it. Until you acknowledge it you can collect it again under the same id. What was collected, acknowledged or cancelled, and what is another’s, is not there. Where another attempt stays under way you are asked to try again in a second.',
    scope: 'mailbox:collect',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'The message.', shape: 'PulledRecord' } },
    problems: [],
  },
  {
    id: 'acknowledgeItem',
    method: 'post',
    path: '/v1/mailbox/{id}/acknowledgement',
    summary: 'Say that you have it',
    description:
      'Of a message: your system keeps it, and its sender is told that it is delivered. Whoever answers a delivery with 202 says so here as well. Of a report: your system has read it. Takes no body. Doing it twice changes nothing. A message that is never acknowledged is reported to its sender as not delivered.',
    scope: 'mailbox:collect',
    assertion: 'OPTIONAL',
    answers: { 200: { description: 'It is written down.', shape: 'MailboxAcknowledgementAnswer' } },
    problems: [],
  },
];
