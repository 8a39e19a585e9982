import { type Agent, request as ask } from 'undici';
import { type JsonObject, type JsonValue, parseStrictJson } from '../../platform/index.ts';

/** What a holder gave: a message of ours, the resources that its searches found, nothing, or no answer of any use. */
export type HolderAnswer =
  | { readonly kind: 'MESSAGE'; readonly message: JsonValue }
  | {
      readonly kind: 'RESOURCES';
      readonly bundle: JsonObject;
      /** How the resources refer to whom they are about. */
      readonly patient: string;
      /** Positions of the entries that were asked for. The others are what these refer to: they are looked at for their labels alone. */
      readonly asked: readonly number[];
    }
  | { readonly kind: 'NOTHING' }
  /** Why, as a code: never in the holder's words. */
  | { readonly kind: 'FAILED'; readonly why: string };

/** Ends the asking from wherever it has come to. */
export class HolderFault extends Error {
  override readonly name = 'HolderFault';
  readonly answer: HolderAnswer;
  constructor(answer: HolderAnswer) {
    super('the holder gave nothing of use');
    this.answer = answer;
  }
}

/** Ends the asking because the holder is of no use. @throws HolderFault always */
export function fail(why: string): never {
  throw new HolderFault({ kind: 'FAILED', why });
}

/**
 * One request for JSON. Undefined: the holder has nothing there.
 * @throws HolderFault for any other answer than 200 with strict JSON
 */
export async function exchangeJson(
  agent: Agent,
  url: string,
  signal: AbortSignal,
  options: {
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
): Promise<JsonValue | undefined> {
  const answer = await ask(url, { ...options, dispatcher: agent, signal });
  if (answer.statusCode !== 200) {
    await answer.body.dump({ limit: 64 * 1024 });
    if (answer.statusCode === 204 || answer.statusCode === 404) return undefined;
    return fail(`status-${answer.statusCode}`);
  }
  const json = parseStrictJson(Buffer.from(await answer.body.arrayBuffer()));
  return json.ok ? json.value : fail(json.refusal.code);
}
