import { redactMessage } from '../src/exchange/redact/index.ts';
import { type JsonValue, parseStrictJson } from '../src/platform/index.ts';
import { type SegmentedMessage, buildJackiePlan, labelMessage, parseMessage } from '../src/records/index.ts';
import { buildOutbound } from '../test/support/outbound.ts';
import { addRows } from './exchange/build-body.ts';
import { type Side, measureInTurn, medianOf, ratioOf } from './measure.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';

const sizes = [4_600, 50_000];

/**
 * From the bytes of a record to the bytes of what one recipient gets: read, checked, labelled, redacted and written, against
 * JSON.parse and JSON.stringify of the same bytes. One part in five is withheld.
 */
export async function benchRedact(options: Options): Promise<Report> {
  const sides = sizes.flatMap((size): readonly Side[] => {
    const body = buildRecord(size);
    const bytes = `${(body.length / 1000).toFixed(1)} KB`;
    return [
      {
        name: `JSON.parse and stringify, ${bytes}`,
        work: () => count(Buffer.from(JSON.stringify(JSON.parse(body.toString())))),
      },
      { name: `read, label, redact, write, ${bytes}`, work: () => count(redactBytes(body)) },
      { name: `label, redact, write, ${bytes}`, work: redactParsed(body) },
    ];
  });
  const seen = await measureInTurn(sides, options);
  const ratio = (one: number, other: number): number => {
    const [slower, quicker] = [seen[one], seen[other]];
    if (slower === undefined || quicker === undefined) throw new Error('all were seen');
    return 1 / ratioOf(slower, quicker);
  };
  const perSecond = (position: number): number => medianOf(seen[position]?.perSecond ?? []);
  return {
    name: 'redact',
    conditions: { sizes: sizes.join(), withheld: 'one part in five' },
    seen,
    figures: [
      { name: 'json_ratio_small', value: ratio(1, 0), goal: { atMost: 1.3 } },
      { name: 'json_ratio_large', value: ratio(4, 3), goal: { atMost: 1.3 } },
      { name: 'parsed_ratio_small', value: ratio(2, 0) },
      { name: 'parsed_ratio_large', value: ratio(5, 3) },
      { name: 'small_per_s', value: perSecond(1), places: 0 },
      { name: 'large_per_s', value: perSecond(4), places: 0 },
    ],
  };
}

/** One record that was written, looked at so that it cannot be left out. */
function count(written: Buffer): number {
  return written.length > 0 ? 1 : 0;
}

function buildRecord(bytes: number): Buffer {
  const plan = buildJackiePlan();
  return Buffer.from(JSON.stringify({ ...plan, segments: addRows(plan, bytes) }));
}

function redactBytes(body: Buffer): Buffer {
  const json = parseStrictJson(body);
  if (!json.ok) throw new Error(json.refusal.message);
  return redactJson(json.value);
}

function redactJson(json: JsonValue): Buffer {
  const parsed = parseMessage(json);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
  return write(parsed.value as SegmentedMessage);
}

function redactParsed(body: Buffer): () => number {
  const parsed = parseMessage(JSON.parse(body.toString()) as JsonValue);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
  const message = parsed.value as SegmentedMessage;
  return () => count(write(message));
}

function write(message: SegmentedMessage): Buffer {
  const labelled = labelMessage(message);
  const released = labelled.filter((_, position) => position % 5 !== 4).map(({ segmentId }) => segmentId);
  return Buffer.from(
    JSON.stringify(redactMessage(message, labelled, new Set(released), buildOutbound(message.type))),
  );
}
