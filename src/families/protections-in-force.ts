import type { PersonId } from '../platform/index.ts';
import type { TellingChannel, TellingFormat } from '../vocabulary/index.ts';
import { isInForce } from './authority-terms.ts';
import type { ProtectionBody } from './protection-body.ts';

/** How somebody wants to be told. */
export interface NotifyPreferences {
  readonly channel: TellingChannel;
  /** BCP 47. */
  readonly language: string;
  readonly format: TellingFormat;
  /** An e-mail address or a telephone number (E.164), by the channel; null where none is known. */
  readonly address: string | null;
}

/** What protects a person on one day. */
export interface Protections {
  /** Their health information is not used beyond their own care (docs/domain/01 §1.10). */
  readonly nationalDataOptOut: boolean;
  /** Where they are must not become known (docs/domain/01 §1.9). */
  readonly shieldedLocation: boolean;
  /** The London day (YYYY-MM-DD) since which it is; null where it is not. */
  readonly shieldedFrom: string | null;
  /** Who may be told safely of what concerns them; null where nobody is named. */
  readonly safeContact: PersonId | null;
  /** How they want to be told themselves; null where they have not said. */
  readonly preferences: NotifyPreferences | null;
}

/** Nothing is recorded that protects anybody. */
export const unprotected: Protections = {
  nationalDataOptOut: false,
  shieldedLocation: false,
  shieldedFrom: null,
  safeContact: null,
  preferences: null,
};

/** A protection as it holds: with the day on which it ends, whichever way it does. */
export interface HeldProtection {
  readonly body: ProtectionBody;
  /** First London day no longer in force. */
  readonly to: string | null;
}

/**
 * What protects a person on a day.
 *
 * A location is shielded as long as anybody's shield is in force: nobody lifts another's by recording one of their own. While it
 * is, notices go to whom the longest-standing shield names, as its own organisation named them last, and to nobody where it names
 * nobody; so that no later record turns them to somebody else. Otherwise the newest safe contact counts. Of an
 * opt-out counts what was chosen last, on whichever day it was recorded.
 * @param held in the order of recording
 */
export function findProtections(held: readonly HeldProtection[], date: string): Protections {
  const bodies = held
    .filter(({ body: { from }, to }) => isInForce({ from, to }, date))
    .map(({ body }) => body);
  const shields = ofKind(bodies, 'SHIELDED_LOCATION');
  const [oldest] = shields;
  const preferences = ofKind(bodies, 'NOTIFY_PREFERENCES').at(-1);
  return {
    nationalDataOptOut: isOptedOut(ofKind(bodies, 'NATIONAL_DATA_OPT_OUT')),
    shieldedLocation: oldest !== undefined,
    shieldedFrom: shields.map(({ from }) => from).toSorted()[0] ?? null,
    safeContact:
      oldest === undefined
        ? (ofKind(bodies, 'SAFE_CONTACT').at(-1)?.contact ?? null)
        : (shields.filter(({ by }) => by.organisation === oldest.by.organisation).at(-1)?.safeContact ??
          null),
    preferences:
      preferences === undefined
        ? null
        : {
            channel: preferences.channel,
            language: preferences.language,
            format: preferences.format,
            address: preferences.address ?? null,
          },
  };
}

function isOptedOut(
  choices: readonly Extract<ProtectionBody, { readonly kind: 'NATIONAL_DATA_OPT_OUT' }>[],
): boolean {
  const [first, ...others] = choices;
  if (first === undefined) return false;
  return others.reduce((last, each) => (each.from >= last.from ? each : last), first).optedOut;
}

function ofKind<Kind extends ProtectionBody['kind']>(
  bodies: readonly ProtectionBody[],
  kind: Kind,
): readonly Extract<ProtectionBody, { readonly kind: Kind }>[] {
  return bodies.filter(
    (body): body is Extract<ProtectionBody, { readonly kind: Kind }> => body.kind === kind,
  );
}
