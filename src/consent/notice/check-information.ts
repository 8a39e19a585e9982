import { ok, type Result } from '../../platform/index.ts';
import { permits } from '../check-recorder.ts';
import { refuseConsent, type ConsentRefusal } from '../consent-refusal.ts';
import type { ConsentDraft } from '../consent-schemas.ts';
import type { InformationGiven } from '../consent-version.ts';
import type { NoticeVersion } from './notice-version.ts';
import { checkShown, type HoldingPeriod } from './shown-scope.ts';

/** Finds a version of a notice by its name. */
export type FindNotice = (noticeVersion: string) => Promise<NoticeVersion | undefined>;

/**
 * Checks that whoever chose was told, by a notice that we know, at least what they agree to; and gives what is kept of it:
 * the notice's own words and hash, never the caller's. An organisation that decides is shown nothing: its decision is its
 * own record. A notice in another language than the one used needs an interpreter.
 */
export async function checkInformation(
  draft: ConsentDraft,
  holds: HoldingPeriod,
  findNotice: FindNotice,
): Promise<Result<InformationGiven | null, ConsentRefusal>> {
  const given = draft.informationGiven;
  if (given === null) {
    return permits(draft) && 'person' in draft.decidedBy
      ? refuseConsent(
          '/informationGiven',
          'PERMIT_NEEDS_NOTICE',
          'Say what the person was told before they chose: the version of the notice, from POST /v1/consent-notices.',
        )
      : ok(null);
  }
  const notice = await findNotice(given.noticeVersion);
  if (notice === undefined) {
    return refuseConsent(
      '/informationGiven/noticeVersion',
      'NOTICE_UNKNOWN',
      'No notice is registered under this version. Register it first, with what it names.',
    );
  }
  if (given.shownText !== null && given.shownText !== notice.text) {
    return refuseConsent(
      '/informationGiven/shownText',
      'NOTICE_TEXT_DIFFERS',
      'These are not the words of the notice. Leave them out, or register the notice that was shown.',
    );
  }
  if (!given.interpreter && !isSameLanguage(given.language, notice.language)) {
    return refuseConsent(
      '/informationGiven/language',
      'NOTICE_LANGUAGE_DIFFERS',
      'The notice is in another language, and nobody interpreted it. Use a notice in the language that was spoken, or say that an interpreter helped.',
    );
  }
  const shown = checkShown(draft, holds, notice.scope);
  if (!shown.ok) return shown;
  return ok({ ...given, shownText: notice.text, noticeHash: notice.hash });
}

function isSameLanguage(a: string, b: string): boolean {
  return primary(a) === primary(b);
}

function primary(tag: string): string {
  return (tag.split('-')[0] ?? '').toLowerCase();
}
